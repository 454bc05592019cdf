import { type Problem, refuse } from '@lime/kernel';
import type { RunsContext } from '../context.ts';
import type { RunnerIdentity } from './register-runner.ts';

/** The largest artifact that a runner may put: 256 MiB. */
const maxBlobBytes = 256 * 1024 * 1024;

/** Stores the bytes that a runner sends for its step, when they are what their name says. */
export async function putStepBlob(ctx: RunsContext, runner: RunnerIdentity, stepId: bigint, sha256: string, request: Request, leaseLost: Problem): Promise<Response> {
  const token = request.headers.get('lime-lease') ?? '';
  if (!/^[0-9]{1,19}$/.test(token)) refuse(leaseLost);
  const held: unknown[] = await ctx.db.tenant(runner.tenantId, (tx) => tx.sql`
    SELECT 1 FROM run_steps WHERE tenant_id = ${runner.tenantId} AND id = ${stepId} AND lease_token = ${BigInt(token)} AND status = 'running'`);
  if (held.length === 0) refuse(leaseLost);
  const stored = await ctx.blobs.put(runner.tenantId, request.body ?? new Uint8Array(), { maxBytes: maxBlobBytes });
  if (stored.kind === 'too_large') refuse({ status: 413, code: 'blob_too_large', title: 'Too large', detail: `An artifact may have at most ${maxBlobBytes} bytes.` });
  if (stored.sha256 !== sha256) refuse({ status: 422, code: 'blob_hash_mismatch', title: 'Not what its name says', detail: `The bytes have the SHA-256 ${stored.sha256}, not ${sha256}. Send them again.` });
  return new Response(null, { status: 201 });
}
