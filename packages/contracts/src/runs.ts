import { z } from 'zod';
import { AgentMode, AgentTool, OriginKind, PathGlob, Provider, RepositoryFolder, RunnerLabel } from './agent-work.ts';
import { ReviewContent, SecretFinding } from './agent-artifacts.ts';
import { ChainWanted, Rounds } from './chain.ts';
import { EgressEntry } from './egress.ts';
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

/** The provider `recipe` takes a recipe, and the others none. */
const RecipeChoice = z.strictObject({ name: z.string().trim().min(1).max(80), options: JsonObject.default({}) });
const Model = z.string().trim().min(1).max(200);

/** Who does a stage of a chain. */
const StageAgent = z.strictObject({ provider: Provider, recipe: RecipeChoice.optional(), model: Model.optional() }).refine((choice) => recipeFits(choice), { path: ['recipe'], message: 'name a recipe for the provider "recipe", and none for another' });

const Ref = z.string().trim().min(1).max(300).nullable().default(null);

/** What is said of each of several repositories. `folder`: its place in the workspace; default: the end of its name. */
const inSeveral = { ref: Ref, folder: RepositoryFolder.optional(), setup: z.string().max(4000).nullable().default(null), checks: z.array(z.string().trim().min(1).max(4000)).max(10).nullable().default(null) };

/** What is asked for, whoever does it. */
const wantedWork = {
  projectId: Id.optional(),
  ticketId: Id.optional(),
  title: z.string().trim().min(1, 'a title says what is wanted').max(300).optional(),
  description: z.string().max(20_000).optional(),
  /** An address, or one of the organisation's own repositories. When it is left out: with `from` that run's, else the project's default one. */
  repository: z.union([z.strictObject({ url: z.string().trim().min(1).max(2000), ref: Ref }), z.strictObject({ repositoryId: Id, ref: Ref })]).optional(),
  /** Several at once, the main one first: one agent works in all of them, and each gets a branch and a pull request of its own. What stands beside `repositories` about set-up and checks is of the first. */
  repositories: z.array(z.union([z.strictObject({ url: z.string().trim().min(1).max(2000), ...inSeveral }), z.strictObject({ repositoryId: Id, ...inSeveral })])).min(1).max(10).optional(),
  tools: z.array(AgentTool).max(10).optional(),
  /** The only files that may be changed; instructions may narrow it further. */
  allowedPaths: z.array(PathGlob).max(100).optional(),
  /** Labels that a runner must have. */
  labels: z.array(RunnerLabel).max(20).default([]),
  /** Hosts that the agent may reach; default: what the project allows. Never more than that. */
  egress: z.array(EgressEntry).max(100).optional(),
  /** A run to go on with (its change, its conversation), or to review. */
  from: z.strictObject({ runId: Id, as: OriginKind }).optional(),
  setup: z.string().max(4000).nullable().default(null),
  checks: z.array(z.string().trim().min(1).max(4000)).max(10).nullable().default(null),
  maxCostCents: z.int().min(0).max(100_000_000).nullable().default(null),
  merge: MergePolicy.optional(),
  /** Begin though the ticket waits for others; it takes the permission `project.manage`. */
  force: z.boolean().default(false),
  /** Stages that the work goes through before people are asked. Default: with `from` that run's, else the project's; empty: none. */
  chain: ChainWanted.optional(),
  /** How often a review may send the work back. Default: the project's. */
  maxRounds: Rounds.optional(),
  /** Who does a stage of the chain, where that is somebody else. */
  stages: z.strictObject({ implement: StageAgent.optional(), review: StageAgent.optional(), bugfix: StageAgent.optional() }).default({}),
};

const titled = { when: (body: { ticketId?: unknown; title?: unknown; from?: unknown }) => body.ticketId !== undefined || body.title !== undefined || body.from !== undefined, path: ['title'], message: 'give a title, or the ticketId of a ticket that has one' };
const oneWay = { when: (body: { repository?: unknown; repositories?: unknown }) => body.repository === undefined || body.repositories === undefined, told: { path: ['repositories'], message: 'say repository or repositories' } };
function recipeFits(choice: { provider?: Provider | undefined; recipe?: unknown }): boolean {
  return (choice.provider === 'recipe') === (choice.recipe !== undefined);
}
const recipeMisfit = 'name a recipe for the provider "recipe", and none for another';

/**
 * `POST /agent-runs`: starts work on a ticket, making the ticket when `ticketId` is left out. With
 * `from`, what is left out is as it was in that run: ticket, repository, provider, recipe and model.
 */
export const StartRunBody = z
  .strictObject({
    ...wantedWork,
    /** Default: `implement`; with `from`, that run's when it is gone on with, and `review` when it is reviewed. */
    mode: AgentMode.optional(),
    /** Default: `recipe`, or with `from` that run's. */
    provider: Provider.optional(),
    recipe: RecipeChoice.optional(),
    model: Model.optional(),
    /** Mode plan: start an implementing run for each ticket, once people have said yes to the plan. */
    implementAfter: z.boolean().default(false),
  })
  .refine(titled.when, { path: titled.path, message: titled.message })
  .refine((body) => (body.provider === undefined && body.recipe === undefined ? body.from !== undefined : recipeFits({ ...body, provider: body.provider ?? 'recipe' })), { path: ['recipe'], message: recipeMisfit })
  .refine(oneWay.when, oneWay.told)
  .refine((body) => body.mode === undefined || body.chain === undefined || body.chain.length === 0 || body.chain[0] === body.mode, { path: ['chain'], message: 'a chain begins with the mode' })
  .refine((body) => body.from?.as !== 'review' || body.chain === undefined || body.chain.length === 0, { path: ['chain'], message: 'a run that reviews another has no chain' })
  .refine((body) => body.from?.as !== 'review' || body.mode === undefined || body.mode === 'review', { path: ['mode'], message: 'a run that reviews another has the mode "review"' });
export type StartRunBody = z.input<typeof StartRunBody>;

/** `POST /agent-runs/attempts`: the same work by several at once, each to its own gate; approving one supersedes the others. */
export const StartAttemptsBody = z
  .strictObject({
    ...wantedWork,
    mode: z.enum(['implement', 'bugfix']).default('implement'),
    attempts: z
      .array(z.strictObject({ provider: Provider, recipe: RecipeChoice.optional(), model: Model.optional(), label: z.string().trim().min(1).max(60).optional() }).refine(recipeFits, { path: ['recipe'], message: recipeMisfit }))
      .min(2, 'two attempts at least')
      .max(5, 'five attempts at most'),
  })
  .refine(oneWay.when, oneWay.told)
  .refine((body) => body.chain === undefined || body.chain.length === 0 || body.chain[0] === body.mode, { path: ['chain'], message: 'a chain begins with the mode' })
  .refine(titled.when, { path: titled.path, message: titled.message });
export type StartAttemptsBody = z.input<typeof StartAttemptsBody>;

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

export const MessageBody = z.strictObject({ text: z.string().trim().min(1).max(16_000) });

/** What became of a message: the agent at work reads it, the work is done again with it, or a new run goes on with it. */
export const MessageAnswer = z.object({ became: z.enum(['message', 'redo', 'continuation']), run: RunSummary });
export type MessageAnswer = z.infer<typeof MessageAnswer>;
