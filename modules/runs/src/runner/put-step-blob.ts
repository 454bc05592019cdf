import { type Problem, refuse } from '@lime/kernel';
import type { RunsContext } from '../context.ts';
import { holdsStep } from '../sql/holds-step.ts';
import type { RunnerIdentity } from './register-runner.ts';
import { claimHash } from './step-claim.ts';

/** The largest artifact that a runner may put: 256 MiB. */
const maxBlobBytes = 256 * 1024 * 1024;

/** Stores the bytes that a runner sends for its step, when they are what their name says. */
export async function putStepBlob(ctx: RunsContext, runner: RunnerIdentity, stepId: bigint, sha256: string, request: Request, leaseLost: Problem): Promise<Response> {
  const token = request.headers.get('lime-lease') ?? '';
  if (!(await ctx.db.tenant(runner.tenantId, (tx) => holdsStep(tx, { stepId, hash: claimHash(runner, token) })))) refuse(leaseLost);
  const stored = await ctx.blobs.put(runner.tenantId, request.body ?? new Uint8Array(), { maxBytes: maxBlobBytes });
  if (stored.kind === 'too_large') refuse({ status: 413, code: 'blob_too_large', title: 'Too large', detail: `An artifact may have at most ${maxBlobBytes} bytes.` });
  if (stored.sha256 !== sha256) refuse({ status: 422, code: 'blob_hash_mismatch', title: 'Not what its name says', detail: `The bytes have the SHA-256 ${stored.sha256}, not ${sha256}. Send them again.` });
  return new Response(null, { status: 201 });
}
