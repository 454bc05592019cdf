import { z } from 'zod';
import { AgentOutput, AgentWork, Provider, RunnerLabel } from './agent-work.ts';
import { CheckEnv } from './env-vars.ts';
import { RunEventBody } from './events.ts';
import { RepositoryAccess } from './repositories.ts';
import { Id, JsonObject, Sha256 } from './ids.ts';
import { Failure } from './runs.ts';

/**
 * The runner protocol: HTTP under `/runner/v1`, `Authorization: Bearer <runner token>`.
 *
 *   POST /register              RegisterBody          → Registered
 *   POST /claim                 ClaimBody             → 200 Assignment | 204 nothing came within waitMs
 *   POST /steps/:id/events      EventBatch            → EventAck
 *   POST /steps/:id/heartbeat   Heartbeat             → HeartbeatAnswer
 *   PUT  /steps/:id/blobs/:sha  raw bytes             → 201; header `Lime-Lease: <leaseToken>`
 *   GET  /steps/:id/blobs/:sha                        → raw bytes that the step's work names; header `Lime-Lease`
 *   POST /steps/:id/finish      FinishBody            → 204
 *   POST /workspaces/needed     WorkspacesBody        → WorkspacesAnswer
 *
 * Every call about a step shows its lease token; 409 `lease_lost` means another runner has the step
 * or it has ended: stop at once and write nothing more. A repeated batch or finish changes nothing.
 * A cancel, told by a heartbeat, leaves a few seconds to hand in the work so far by a finish; then the lease is lost.
 */
export const runnerProtocolVersion = 1;

/** A recipe that a runner can follow, as people choose it. */
export const RecipeSummary = z.object({ name: z.string().min(1).max(80), title: z.string().max(200), description: z.string().max(2000) });
export type RecipeSummary = z.infer<typeof RecipeSummary>;

export const RegisterBody = z.strictObject({ name: z.string().trim().min(1).max(100), protocol: z.literal(runnerProtocolVersion), labels: z.array(RunnerLabel).max(20), providers: z.array(Provider).min(1), capacity: z.int().min(1).max(256), recipes: z.array(RecipeSummary).max(200).default([]) });
export type RegisterBody = z.input<typeof RegisterBody>;
export const Registered = z.object({ runnerId: Id, leaseSeconds: z.int(), heartbeatSeconds: z.int() });
export type Registered = z.infer<typeof Registered>;

/** What a claim was given, and every later write shows. Its form is the server's alone. */
const LeaseToken = z.string().min(1).max(100);

/** `problem`: why there is no access; the step fails by it. */
export const GivenAccess = z.object({ access: RepositoryAccess.nullable(), problem: z.string().nullable(), retryable: z.boolean() });
export type GivenAccess = z.infer<typeof GivenAccess>;

export const ClaimBody = z.strictObject({ runnerId: Id, waitMs: z.int().min(0).max(60_000) });
export const Assignment = z.object({ stepId: Id, runId: Id, attempt: z.int(), leaseToken: LeaseToken, leaseSeconds: z.int(), timeoutSeconds: z.int(), work: AgentWork, /** Names whose work it is without telling who that is: what a runner keeps for later steps never passes from one scope to another. */ cacheScope: z.string().min(1).max(100), /** Opens the model gateway (`<server>/model/…`) for this claim; null when the work needs no model. */ gateway: z.object({ token: z.string().min(1) }).nullable().default(null), /** For the step's checks alone: its agent does not get it. */ checkEnv: CheckEnv.default({ vars: [], problem: null }), /** What the agent finds in its own sandbox. */ agentEnv: CheckEnv.default({ vars: [], problem: null }), /** For the clone alone: neither the sandbox nor the agent gets it. */ repositoryAccess: GivenAccess.default({ access: null, problem: null, retryable: false }), /** For each of the work's `others`. */ otherAccess: z.array(GivenAccess).default([]) });
export type Assignment = z.infer<typeof Assignment>;

/** What a person said comes from that person alone, and what was used from the gateway that metered it. */
const isRunners = ({ type }: RunEventBody) => type !== 'user_message' && type !== 'usage';

export const EventBatch = z.strictObject({ leaseToken: LeaseToken, batch: z.int().positive().max(2_147_483_647), events: z.array(RunEventBody.refine(isRunners, 'is not for a runner to say')).min(1).max(1000) });
export type EventBatch = z.infer<typeof EventBatch>;
export const EventAck = z.object({ batch: z.int(), lastSeq: z.int() });

export const Heartbeat = z.strictObject({
  leaseToken: LeaseToken,
  /** The last message of a person that the runner has taken in. */
  messagesSeen: z.int().nonnegative(),
  /** The server holds its answer until there is a cancel or a message, at most this long. */
  waitMs: z.int().min(0).max(60_000).default(0),
});
export const HeartbeatAnswer = z.object({ cancel: z.boolean(), messages: z.array(z.object({ seq: z.int(), text: z.string() })) });
export type Heartbeat = z.input<typeof Heartbeat>;
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

/** An artifact whose bytes were already put as a blob; `parents` are indexes into the same list. */
export const NewArtifact = z.strictObject({ kind: z.string().min(1).max(40), name: z.string().min(1).max(200), mime: z.string().min(1).max(200), sha256: Sha256, size: z.int().nonnegative(), parents: z.array(z.int().nonnegative()).default([]), metadata: JsonObject.default({}) });
export type NewArtifact = z.input<typeof NewArtifact>;

export const FinishBody = z.strictObject({
  leaseToken: LeaseToken,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('succeeded'), output: AgentOutput, artifacts: z.array(NewArtifact).max(50) }),
    z.strictObject({ status: z.literal('failed'), error: Failure, retryable: z.boolean(), artifacts: z.array(NewArtifact).max(50).default([]) }),
    /** The answer to a cancel; `artifacts` hold the work so far (kind `partial_diff`). */
    z.strictObject({ status: z.literal('cancelled'), artifacts: z.array(NewArtifact).max(50).default([]) }),
  ]),
});
export type FinishBody = z.input<typeof FinishBody>;

/** Which of these runs' workspaces may still be needed; the runner deletes the others. */
export const WorkspacesBody = z.strictObject({ runIds: z.array(Id).max(1000) });
export const WorkspacesAnswer = z.object({ needed: z.array(Id) });
