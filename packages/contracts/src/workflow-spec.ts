import { z } from 'zod';
import { AgentMode, OriginKind, Provider } from './agent-work.ts';
import { Json } from './ids.ts';

const StepId = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits and _, at most 40');

/**
 * Values inside `with`, `over` and `when` may be references, resolved when the step starts:
 * `$input.a.b` into the run's input, `$steps.<id>.output.a` into an earlier step's output, and
 * `$item`, `$index` inside a map. A string that does not begin with `$input`, `$steps`, `$item` or
 * `$index` stands for itself.
 */
const Reference = z.string().regex(/^\$(input|steps|item|index)(\.[A-Za-z0-9_]+)*$/, 'must be a reference such as $input.title');
const Template = z.record(z.string(), Json);

const common = {
  id: StepId,
  title: z.string().min(1).max(120).optional(),
  /** Skip the step unless this reference is truthy; of several, all of them. */
  when: z.union([Reference, z.array(Reference).min(1).max(10)]).optional(),
  retry: z.object({ attempts: z.int().min(1).max(20), backoffMs: z.int().min(0).max(3_600_000) }).optional(),
};

/** Work for a runner: claimed, leased, streamed, finished over the runner protocol. */
const AgentStep = z.object({
  ...common,
  kind: z.literal('agent'),
  provider: z.union([Provider, Reference]),
  mode: z.union([AgentMode, Reference]),
  with: Template,
  timeoutSeconds: z.int().min(1).max(86_400).optional(),
  /** Starts from the change of an earlier step of this run, on the base of that; `review`: the step whose review says what is to be changed. */
  follows: z.object({ step: StepId, as: OriginKind, review: StepId.optional() }).optional(),
  /** Its failure is told, and the run goes on without its output. */
  mayFail: z.boolean().default(false),
});

/** A function of ours, run inside the server. A tool that changes the outside goes through the effect ledger. */
const ToolStep = z.object({ ...common, kind: z.literal('tool'), tool: z.string().regex(/^[a-z]+\.[a-z_]+$/), with: Template, timeoutSeconds: z.int().min(1).max(86_400).optional() });

/** Who may say yes to a gate, and how many of them it takes. */
export const GatePolicy = z.object({
  approvals: z.int().min(1).max(10).default(1).meta({ title: 'Approvals', description: 'How many people must say yes' }),
  roles: z.array(z.string().min(1)).default([]).meta({ title: 'Roles', description: 'Only people of these roles count; empty: of any', examples: [['admin']] }),
  authorMayApprove: z.boolean().default(false).meta({ title: 'The asker may approve', description: 'Whether who asked for it may say yes to it' }),
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** A question to people about one artifact's exact content. */
const GateStep = z.object({
  ...common,
  kind: z.literal('gate'),
  /** The words, or a reference to them. */
  question: z.string().min(1).max(200),
  /** The step whose artifact is asked about, or a reference to its id, and which kind of artifact. */
  artifact: z.object({ step: z.union([StepId, Reference]), kind: z.string().min(1).max(40) }),
  policy: z.union([GatePolicy, Reference]),
  expiresInSeconds: z.int().min(1).max(31_536_000).default(7 * 86_400),
});

/** Sleeps until a time, or until somebody signals the run. */
const WaitStep = z.object({
  ...common,
  kind: z.literal('wait'),
  for: z.union([
    z.object({ seconds: z.int().min(0).max(31_536_000) }),
    z.object({ until: Reference }),
    z.object({ signal: z.string().regex(/^[a-z][a-z0-9_.:-]{0,99}$/), timeoutSeconds: z.int().min(1).max(31_536_000) }),
  ]),
});

/**
 * Another workflow (its key, or a reference into the run's input), as a run of its own; the step's output is that run's output. An input called
 * `ticketId` makes it a run of that ticket, in the parent's project.
 */
const ChildStep = z.object({ ...common, kind: z.literal('child'), workflow: z.string().min(1), input: Template });

/**
 * Fans out over a list, never more than `limit` at once; the output is the list of outputs. One item
 * that fails ends the map, or with `keepGoing` leaves null in the list.
 */
const MapStep = z.object({ ...common, kind: z.literal('map'), over: Reference, limit: z.int().min(1).max(100), keepGoing: z.boolean().default(false), step: z.discriminatedUnion('kind', [AgentStep, ToolStep, ChildStep]) });

export const WorkflowStep = z.discriminatedUnion('kind', [AgentStep, ToolStep, GateStep, WaitStep, ChildStep, MapStep]);
export type WorkflowStep = z.infer<typeof WorkflowStep>;
export type StepKind = WorkflowStep['kind'];

/** A workflow as data. A run keeps the copy it started with. */
export const WorkflowSpec = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9_.-]{0,79}$/),
    title: z.string().min(1).max(120),
    steps: z.array(WorkflowStep).min(1).max(100),
    /** References that make up the run's output. */
    output: z.record(z.string(), Reference).default({}),
  })
  .superRefine((spec, context) => {
    const seen = new Set<string>();
    for (const [index, step] of spec.steps.entries()) {
      if (seen.has(step.id)) context.addIssue({ code: 'custom', path: ['steps', index, 'id'], message: `step id "${step.id}" is used twice` });
      const follows = step.kind === 'agent' && step.follows ? [step.follows.step, ...(step.follows.review === undefined ? [] : [step.follows.review])] : [];
      const unknown = follows.find((id) => !seen.has(id));
      if (unknown !== undefined) context.addIssue({ code: 'custom', path: ['steps', index, 'follows'], message: `no earlier step is called "${unknown}"` });
      if (step.kind === 'gate' && !step.artifact.step.startsWith('$') && !seen.has(step.artifact.step)) {
        context.addIssue({ code: 'custom', path: ['steps', index, 'artifact', 'step'], message: `no earlier step is called "${step.artifact.step}"` });
      }
      seen.add(step.id);
    }
  });
export type WorkflowSpec = z.infer<typeof WorkflowSpec>;
