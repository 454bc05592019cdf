import { Assignment, EventAck, HeartbeatAnswer, Registered, WorkspacesAnswer, type FinishBody, type RegisterBody, type RunEventBody } from '@lime/contracts';
import type { z } from 'zod';
import { callServer, type CallResult, type Connection } from './call-server.ts';
import { fetchBlob } from './fetch-blob.ts';

/** How long an ordinary call may take before it counts as unreachable. */
const callTimeoutMs = 15_000;
/** A blob may be large and the line slow. */
const blobTimeoutMs = 300_000;

/** A step that this runner holds: every call about it shows the lease. */
export type Held = { stepId: string; leaseToken: string };

export type ServerApi = ReturnType<typeof createServerApi>;

/** The runner protocol's calls, one method each; see runner-protocol.ts in the contracts. */
export function createServerApi(connection: Connection) {
  const post = <T>(path: string, body: unknown, rest: { answer?: z.ZodType<T>; timeoutMs?: number; signal?: AbortSignal } = {}) =>
    callServer<T>(connection, { method: 'POST', path, body, timeoutMs: callTimeoutMs, ...rest });

  return {
    register: (body: RegisterBody) => post('/register', body, { answer: Registered }),
    /** Waits up to `waitMs` for work; `ok` with null means that none came. */
    claim: (body: { runnerId: string; waitMs: number }, signal: AbortSignal): Promise<CallResult<Assignment | null>> =>
      post('/claim', body, { answer: Assignment, timeoutMs: body.waitMs + callTimeoutMs, signal }),
    sendEvents: (held: Held, batch: number, events: RunEventBody[], signal?: AbortSignal) =>
      post(`/steps/${held.stepId}/events`, { leaseToken: held.leaseToken, batch, events }, { answer: EventAck, ...(signal && { signal }) }),
    /** The server holds its answer for a cancel or a message, at most `waitMs`. */
    heartbeat: (held: Held, body: { messagesSeen: number; waitMs: number }, rest: { timeoutMs: number; signal?: AbortSignal }) =>
      post(`/steps/${held.stepId}/heartbeat`, { leaseToken: held.leaseToken, ...body }, { answer: HeartbeatAnswer, ...rest }),
    putBlob: (held: Held, sha256: string, bytes: Blob, signal: AbortSignal) =>
      callServer<null>(connection, { method: 'PUT', path: `/steps/${held.stepId}/blobs/${sha256}`, body: bytes, headers: { 'lime-lease': held.leaseToken }, timeoutMs: blobTimeoutMs, signal }),
    getBlob: (held: Held, content: { sha256: string; size: number }, signal: AbortSignal) => fetchBlob(connection, held, content, signal),
    finish: (held: Held, outcome: FinishBody['outcome']) => post(`/steps/${held.stepId}/finish`, { leaseToken: held.leaseToken, outcome }),
    neededWorkspaces: (runIds: string[]) => post('/workspaces/needed', { runIds }, { answer: WorkspacesAnswer }),
  };
}
