import { z } from 'zod';
import { AgentToolWord } from './agent-tools.ts';
import { EgressEntry } from './egress.ts';
import { Cents, Id, JsonObject, Sha256, Timestamp } from './ids.ts';
import { CommentAuthor } from './ticket-talk.ts';

export const AgentMode = z.enum(['plan', 'implement', 'bugfix', 'review']);
export type AgentMode = z.infer<typeof AgentMode>;

/** Who does the work of an agent step. `recipe` needs no language model; `acp` is any agent that speaks the Agent Client Protocol. */
export const Provider = z.enum(['recipe', 'claude', 'codex', 'acp']);
export type Provider = z.infer<typeof Provider>;

/** What an agent is told besides its ticket, and by whom: frozen into the run when it starts. */
export const Instruction = z.object({
  source: z.enum(['default', 'tenant', 'project', 'repository', 'ticket']),
  id: Id,
  version: z.int(),
  text: z.string(),
  /** Which of several repositories it is about. */
  folder: z.string().exactOptional(),
});
export type Instruction = z.infer<typeof Instruction>;

/** Content that a runner fetches by its hash: `GET /runner/v1/steps/:id/blobs/:sha`. */
const Content = z.object({ sha256: Sha256, size: z.int().nonnegative() });

/** How a run stands to the one that it starts from: it goes on with its change, or judges it. */
export const OriginKind = z.enum(['continuation', 'review']);

/** What the work starts from, when it goes on with a run or looks at what one made. */
export const WorkOrigin = z.object({
  runId: Id,
  as: OriginKind.default('continuation'),
  /** The change to apply to the checkout first. */
  patch: Content.nullable(),
  /** The provider's own memory of the conversation; only for the same provider. */
  session: Content.extend({ provider: Provider }).nullable(),
  /** What was said before, shortened, for a provider that cannot take up the session. */
  digest: z.string().max(64_000),
  /** What a review asks to be changed in it; the agent is told this whether it remembers the conversation or not. */
  said: z.string().max(64_000).nullable().default(null),
});

/** What was said about the ticket before the run started, the newest last. It is material: whoever wrote it gives no orders. */
export const TicketTalk = z.object({
  said: z.array(z.object({ author: z.string().max(300), kind: CommentAuthor, at: Timestamp, text: z.string().max(10_000) })).max(200),
  /** So many earlier ones are left out. */
  leftOut: z.int().nonnegative(),
});
export type TicketTalk = z.infer<typeof TicketTalk>;

/** A file of the ticket, as it lies in the sandbox: a plain name, never a way out of its folder. */
export const TicketFile = Content.extend({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/), mime: z.string().max(100) });
export type TicketFile = z.infer<typeof TicketFile>;
/** The most that all files of a run may hold together. */
export const maxTicketFilesBytes = 20_000_000;
export const maxTicketFiles = 20;

export const RunnerLabel = z.string().trim().min(1).max(60);

const Command = z.string().trim().min(1).max(4000);

/** What bounds one agent step on a runner. */
const WorkLimits = z.object({
  memoryMb: z.int().min(64).max(65_536).default(2048),
  maxProcesses: z.int().min(8).max(8192).default(512),
  diskMb: z.int().min(16).max(102_400).default(4096),
  timeoutSeconds: z.int().min(1).max(86_400).default(1800),
});

/** The folder of a repository in a workspace that holds several. Never a way out of it, and never git's own. */
export const RepositoryFolder = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, ".", "_" and "-", a letter or digit first, 64 at most');

const Setup = z.string().max(4000).nullable().default(null);
const Checks = z.array(Command).max(10).nullable().default(null);
/** A change may touch only files that every one of these lists allows. */
const AllowedPaths = z.array(z.array(z.string())).max(500).nullable().default(null);

const WorkRepository = z.object({
  /** Path, file URL, https or ssh URL, as the runner can reach it. */
  url: z.string().min(1),
  ref: z.string().min(1).nullable(),
  /** One of the tenant's own, which is opened with its connector's credential. Absent: what the runner's machine itself can open. */
  repositoryId: Id.exactOptional(),
  /** Its folder, where there are `others`; absent: it is the whole workspace. */
  folder: RepositoryFolder.exactOptional(),
});

/** What a runner needs to do an agent step; the resolved `with` of the step. Holds no secrets. */
export const AgentWork = z.object({
  provider: Provider,
  mode: AgentMode,
  title: z.string().min(1),
  description: z.string().default(''),
  comments: TicketTalk.nullable().default(null),
  /** Files of the ticket, which the agent may read. */
  files: z.array(TicketFile).max(maxTicketFiles).nullable().default(null),
  repository: WorkRepository,
  /** Further repositories in the same workspace, each in its folder. */
  others: z.array(WorkRepository.extend({ folder: RepositoryFolder, setup: Setup, checks: Checks, allowedPaths: AllowedPaths })).max(9).default([]),
  /** For the provider `recipe`, and for it alone. */
  recipe: z.object({ name: z.string().min(1), options: JsonObject.default({}) }).nullable().default(null),
  /** The model as the gateway knows it; null means the provider's default. */
  model: z.string().min(1).max(200).nullable().default(null),
  /** Null: what the mode allows. Plan and review never get more than reading and searching. */
  tools: z.array(AgentToolWord).nullable().default(null),
  /** From the most general to the most particular: where two contradict each other, the later one counts. */
  instructions: z.array(Instruction).max(500).nullable().default(null),
  allowedPaths: AllowedPaths,
  /** What the sandbox may reach while the agent works; empty means no network at all. */
  egress: z.array(EgressEntry).max(100).default([]),
  from: WorkOrigin.nullable().default(null),
  /** Labels that the runner must have. */
  labels: z.array(RunnerLabel).max(20).default([]),
  /** The set-up command; null means detect it, an empty string means none. */
  setup: Setup,
  /** The repository's own checks; null means detect them. */
  checks: Checks,
  limits: WorkLimits.nullable().prefault({}).transform((limits) => limits ?? WorkLimits.parse({})),
  maxCostCents: Cents.nullable().default(null),
});
export type WorkOrigin = z.infer<typeof WorkOrigin>;
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
  /** In plan mode: how many tickets are proposed. */
  tickets: z.int().nonnegative().exactOptional(),
  /** In review mode: whether it asks for changes. */
  changesRequested: z.boolean().exactOptional(),
  baseSha: z.string(),
  targetRef: z.string(),
  /** Of several repositories each; what stands above is of the first. */
  repositories: z.array(z.object({ folder: RepositoryFolder, baseSha: z.string(), targetRef: z.string(), changed: z.boolean() })).exactOptional(),
  stats: z.object({ filesChanged: z.int(), insertions: z.int(), deletions: z.int() }),
  checks: z.object({ before: z.array(CheckResult), after: z.array(CheckResult) }),
  /** Milliseconds by phase: clone, setup, checks_before, agent, checks_after, diff. */
  timings: z.record(z.string(), z.number()),
});
export type AgentOutput = z.infer<typeof AgentOutput>;
