import { z } from 'zod';
import { Cents, JsonObject } from './ids.ts';

export const AgentMode = z.enum(['plan', 'implement', 'bugfix', 'review']);
export type AgentMode = z.infer<typeof AgentMode>;

/** Who does the work of an agent step. `recipe` needs no language model. */
export const Provider = z.enum(['recipe']);
export type Provider = z.infer<typeof Provider>;

const Command = z.string().trim().min(1).max(4000);

/** What bounds one agent step on a runner. */
const WorkLimits = z.object({
  memoryMb: z.int().min(64).max(65_536).default(2048),
  maxProcesses: z.int().min(8).max(8192).default(512),
  diskMb: z.int().min(16).max(102_400).default(4096),
  timeoutSeconds: z.int().min(1).max(86_400).default(1800),
});

/** What a runner needs to do an agent step; the resolved `with` of the step. Holds no secrets. */
export const AgentWork = z.object({
  provider: Provider,
  mode: AgentMode,
  title: z.string().min(1),
  description: z.string().default(''),
  repository: z.object({
    /** Path, file URL, https or ssh URL, as the runner can reach it. */
    url: z.string().min(1),
    ref: z.string().min(1).nullable(),
  }),
  recipe: z.object({ name: z.string().min(1), options: JsonObject.default({}) }),
  /** The set-up command; null means detect it, an empty string means none. */
  setup: z.string().max(4000).nullable().default(null),
  /** The repository's own checks; null means detect them. */
  checks: z.array(Command).max(10).nullable().default(null),
  limits: WorkLimits.prefault({}),
  maxCostCents: Cents.nullable().default(null),
});
export type AgentWork = z.infer<typeof AgentWork>;

/** One check's outcome before or after the work. */
export const CheckResult = z.object({
  command: z.string(),
  outcome: z.enum(['passed', 'failed', 'timed_out', 'out_of_memory', 'disk_full']),
  exitCode: z.int().nullable(),
  durationMs: z.number().nonnegative(),
  output: z.string(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** What an agent step leaves for the steps after it. */
export const AgentOutput = z.object({
  summary: z.string(),
  /** Whether there is a diff to review. */
  changed: z.boolean(),
  baseSha: z.string(),
  targetRef: z.string(),
  stats: z.object({ filesChanged: z.int(), insertions: z.int(), deletions: z.int() }),
  checks: z.object({ before: z.array(CheckResult), after: z.array(CheckResult) }),
  /** Milliseconds by phase: clone, setup, checks_before, recipe, checks_after, diff. */
  timings: z.record(z.string(), z.number()),
});
export type AgentOutput = z.infer<typeof AgentOutput>;
