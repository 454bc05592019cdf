import { z } from 'zod';
import { AgentMode, OriginKind, Provider } from './agent-work.ts';
import { ReviewContent, SecretFinding } from './agent-artifacts.ts';
import { Cents, Id, Json, JsonObject, pageOf, Sha256, Timestamp } from './ids.ts';
import { GatePolicy } from './workflow-spec.ts';

export const RunStatus = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof RunStatus>;

/** `tickets`: those that its ticket waits for. */
export const WaitingOn = z.enum(['gate', 'runner', 'time', 'signal', 'tickets', 'child', 'map', 'effect', 'retry']);
export type WaitingOn = z.infer<typeof WaitingOn>;

export const StepStatus = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'skipped']);
export type StepStatus = z.infer<typeof StepStatus>;

/** Why something failed: `code` for programs, `message` for people. */
export const Failure = z.object({ code: z.string(), message: z.string() });
export type Failure = z.infer<typeof Failure>;

const RunOrigin = z.object({ runId: Id, as: OriginKind });

export const RunSummary = z.object({
  id: Id,
  projectId: Id.nullable(),
  ticketId: Id.nullable(),
  parentRunId: Id.nullable(),
  /** The run that this one goes on with or reviews. */
  from: RunOrigin.nullable().default(null),
  /** Runs side by side on one ticket, of which one may be chosen, name the same group. */
  attemptGroupId: Id.nullable().default(null),
  workflow: z.string(),
  title: z.string(),
  /** Who does it and how; null for what has no agent, such as a deployment. Of a chain: who begins. */
  provider: Provider.nullable().default(null),
  mode: AgentMode.nullable().default(null),
  /** What was asked for, title and description: its beginning. The whole stands in the run's `input`. */
  prompt: z.string().default(''),
  /** What the agent said at last that it has done: its beginning. */
  summary: z.string().nullable().default(null),
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
  /** Likely secrets in the content: approving it takes `acknowledgeSecrets` and a note. */
  secrets: z.array(SecretFinding).default([]),
  policy: GatePolicy,
  approvals: z.array(ApprovalView),
  /** Whether the person who asks may decide now, and if not, why. */
  mayDecide: z.object({ ok: z.boolean(), reason: z.string().nullable() }),
  openedAt: Timestamp,
  expiresAt: Timestamp,
});
export type GateView = z.infer<typeof GateView>;

/** `GET /gates`: a question that waits for the person who asks, with the run that waits for the answer. */
export const GateWaiting = GateView.extend({ run: RunSummary });
export type GateWaiting = z.infer<typeof GateWaiting>;

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

export const RunDetail = z.object({ run: RunSummary, input: JsonObject, steps: z.array(StepView), artifacts: z.array(ArtifactView), gates: z.array(GateView), effects: z.array(EffectView), why: WhyView, /** Runs that go on with this one or review it, oldest first. */ followers: z.array(RunSummary).default([]), /** Runs that its steps started, oldest first. */ children: z.array(RunSummary).default([]) });
export type RunDetail = z.infer<typeof RunDetail>;

export const RunPage = pageOf(RunSummary);

/** What an approval does besides pushing the branch: nothing, a merge, or a pull request. */
export const MergePolicy = z.enum(['none', 'ff', 'commit', 'pull_request']);
export type MergePolicy = z.infer<typeof MergePolicy>;

const CheckCount = z.object({ passed: z.int(), failed: z.int() });

/** One of several runs side by side, in the numbers that people compare. */
export const AttemptView = z.object({
  run: RunSummary,
  label: z.string(),
  provider: Provider,
  model: z.string().nullable(),
  recipe: z.string().nullable(),
  /** Milliseconds since it started, until it ended or waits for people; null before it has. */
  durationMs: z.int().nonnegative().nullable(),
  stats: z.object({ filesChanged: z.int(), insertions: z.int(), deletions: z.int() }).nullable(),
  checks: z.object({ before: CheckCount, after: CheckCount }).nullable(),
  /** What the latest review of its change came to. */
  verdict: ReviewContent.shape.verdict.nullable(),
  chosen: z.boolean(),
});
export type AttemptView = z.infer<typeof AttemptView>;

/** `GET /agent-runs/:id/attempts`; alone with itself for a run that has no siblings. */
export const AttemptsView = z.object({ groupId: Id.nullable(), items: z.array(AttemptView) });
export type AttemptsView = z.infer<typeof AttemptsView>;

export const DecideGateBody = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  /** The content that the person looked at. Another content is refused with 409. */
  sha256: Sha256,
  note: z.string().max(4000).default(''),
  /** Says that the likely secrets in the content were looked at and may go out. Needs a note that says why. */
  acknowledgeSecrets: z.boolean().default(false),
});
export type DecideGateBody = z.input<typeof DecideGateBody>;

/** `POST /effects/:id/resolve`: a person says what became of an effect whose outcome is unknown. */
export const ResolveEffectBody = z.strictObject({ outcome: z.enum(['applied', 'not_applied']), note: z.string().trim().min(1).max(4000) });

/** `POST /agent-runs/:id/redo`: withdraws the open question and has the work done again, on the newest base. */
export const RedoBody = z.strictObject({ note: z.string().trim().max(16_000).default('') });

/** `force`: go on with a run that is over though its ticket waits for others; it takes the permission `project.manage`. */
export const MessageBody = z.strictObject({ text: z.string().trim().min(1).max(16_000), force: z.boolean().default(false) });

/** What became of a message: the agent at work reads it, the work is done again with it, or a new run goes on with it. */
export const MessageAnswer = z.object({ became: z.enum(['message', 'redo', 'continuation']), run: RunSummary });
export type MessageAnswer = z.infer<typeof MessageAnswer>;
