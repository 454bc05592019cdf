import { z } from 'zod';
import { AgentMode, AgentTool, EgressEntry, Provider } from './agent-work.ts';
import { Cents, Id, Json, JsonObject, pageOf, Sha256, Timestamp } from './ids.ts';
import { GatePolicy } from './workflow-spec.ts';

export const RunStatus = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof RunStatus>;

export const WaitingOn = z.enum(['gate', 'runner', 'time', 'signal', 'child', 'map', 'effect', 'retry']);
export type WaitingOn = z.infer<typeof WaitingOn>;

export const StepStatus = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'skipped']);
export type StepStatus = z.infer<typeof StepStatus>;

/** Why something failed: `code` for programs, `message` for people. */
export const Failure = z.object({ code: z.string(), message: z.string() });
export type Failure = z.infer<typeof Failure>;

export const RunSummary = z.object({
  id: Id,
  projectId: Id.nullable(),
  ticketId: Id.nullable(),
  parentRunId: Id.nullable(),
  workflow: z.string(),
  title: z.string(),
  status: RunStatus,
  waitingOn: WaitingOn.nullable(),
  waitingSince: Timestamp.nullable(),
  error: Failure.nullable(),
  costCents: Cents,
  reservedCents: Cents,
  lastSeq: z.int().nonnegative(),
  createdBy: z.string(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const StepView = z.object({
  id: Id,
  key: z.string(),
  title: z.string(),
  kind: z.string(),
  parentStepId: Id.nullable(),
  itemIndex: z.int().nullable(),
  status: StepStatus,
  attempt: z.int(),
  output: Json,
  error: Failure.nullable(),
  runnerName: z.string().nullable(),
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type StepView = z.infer<typeof StepView>;

export const ArtifactView = z.object({
  id: Id,
  runId: Id,
  stepId: Id.nullable(),
  kind: z.string(),
  name: z.string(),
  mime: z.string(),
  size: z.int().nonnegative(),
  sha256: Sha256,
  /** Ids of the artifacts that this one was made from. */
  parents: z.array(Id),
  metadata: JsonObject,
  /** The step was begun anew since: this one is of earlier work. */
  superseded: z.boolean(),
  createdAt: Timestamp,
});
export type ArtifactView = z.infer<typeof ArtifactView>;

const ApprovalView = z.object({ id: Id, by: z.string(), decision: z.enum(['approve', 'reject']), sha256: Sha256, note: z.string(), at: Timestamp });

export const GateView = z.object({
  id: Id,
  stepId: Id,
  question: z.string(),
  status: z.enum(['open', 'approved', 'rejected', 'expired', 'superseded', 'cancelled']),
  artifactId: Id,
  sha256: Sha256,
  policy: GatePolicy,
  approvals: z.array(ApprovalView),
  /** Whether the person who asks may decide now, and if not, why. */
  mayDecide: z.object({ ok: z.boolean(), reason: z.string().nullable() }),
  openedAt: Timestamp,
  expiresAt: Timestamp,
});
export type GateView = z.infer<typeof GateView>;

export const EffectView = z.object({
  id: Id,
  stepId: Id,
  kind: z.string(),
  idempotencyKey: z.string(),
  status: z.enum(['planned', 'attempting', 'applied', 'refused', 'unknown']),
  request: JsonObject,
  result: Json,
  error: Failure.nullable(),
  attempts: z.int(),
  updatedAt: Timestamp,
});
export type EffectView = z.infer<typeof EffectView>;

/** Why a run stands where it stands: what for, since when, whose move it is, what would free it. */
export const WhyView = z.object({
  state: z.string(),
  waitsFor: z.string().nullable(),
  since: Timestamp.nullable(),
  whoseMove: z.string().nullable(),
  whatFreesIt: z.string().nullable(),
});
export type WhyView = z.infer<typeof WhyView>;

export const RunDetail = z.object({ run: RunSummary, input: JsonObject, steps: z.array(StepView), artifacts: z.array(ArtifactView), gates: z.array(GateView), effects: z.array(EffectView), why: WhyView });
export type RunDetail = z.infer<typeof RunDetail>;

export const RunPage = pageOf(RunSummary);

export const MergePolicy = z.enum(['none', 'ff', 'commit']);
export type MergePolicy = z.infer<typeof MergePolicy>;

/** `POST /agent-runs`: starts work on a ticket, making the ticket when `ticketId` is left out. */
export const StartRunBody = z
  .strictObject({
    projectId: Id.optional(),
    ticketId: Id.optional(),
    title: z.string().trim().min(1, 'a title says what is wanted').max(300).optional(),
    description: z.string().max(20_000).optional(),
    repository: z.strictObject({ url: z.string().trim().min(1).max(2000), ref: z.string().trim().min(1).max(300).nullable().default(null) }),
    mode: AgentMode.default('implement'),
    provider: Provider.default('recipe'),
    /** For the provider `recipe`, and for it alone. */
    recipe: z.strictObject({ name: z.string().trim().min(1).max(80), options: JsonObject.default({}) }).optional(),
    model: z.string().trim().min(1).max(200).optional(),
    tools: z.array(AgentTool).max(10).optional(),
    /** Labels that a runner must have. */
    labels: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
    /** Hosts that the agent may reach; default: what the project allows. Never more than that. */
    egress: z.array(EgressEntry).max(100).optional(),
    /** A run to go on with (its change, its conversation), or to review. */
    from: z.strictObject({ runId: Id, as: z.enum(['continuation', 'review']) }).optional(),
    setup: z.string().max(4000).nullable().default(null),
    checks: z.array(z.string().trim().min(1).max(4000)).max(10).nullable().default(null),
    maxCostCents: z.int().min(0).max(100_000_000).nullable().default(null),
    merge: MergePolicy.optional(),
  })
  .refine((body) => body.ticketId !== undefined || body.title !== undefined, { path: ['title'], message: 'give a title, or the ticketId of a ticket that has one' })
  .refine((body) => (body.provider === 'recipe') === (body.recipe !== undefined), { path: ['recipe'], message: 'name a recipe for the provider "recipe", and none for another' });
export type StartRunBody = z.input<typeof StartRunBody>;

export const DecideGateBody = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  /** The content that the person looked at. Another content is refused with 409. */
  sha256: Sha256,
  note: z.string().max(4000).default(''),
});
export type DecideGateBody = z.input<typeof DecideGateBody>;

/** `POST /effects/:id/resolve`: a person says what became of an effect whose outcome is unknown. */
export const ResolveEffectBody = z.strictObject({ outcome: z.enum(['applied', 'not_applied']), note: z.string().trim().min(1).max(4000) });

/** `POST /agent-runs/:id/redo`: withdraws the open question and has the work done again, on the newest base. */
export const RedoBody = z.strictObject({ note: z.string().trim().max(16_000).default('') });

export const MessageBody = z.strictObject({ text: z.string().trim().min(1).max(16_000) });
