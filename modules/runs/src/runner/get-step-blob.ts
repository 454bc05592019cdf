import { notFound, type Problem, refuse } from '@lime/kernel';
import type { RunsContext } from '../context.ts';
import { startsFromContent } from '../sql/step-content.ts';
import type { RunnerIdentity } from './register-runner.ts';
import { claimHash } from './step-claim.ts';

/** Gives a runner the bytes that its step starts from, and no others: a runner is not to read what it likes. */
export async function getStepBlob(ctx: RunsContext, runner: RunnerIdentity, stepId: bigint, sha256: string, request: Request, leaseLost: Problem): Promise<Response> {
  const claim = { stepId, hash: claimHash(runner, request.headers.get('lime-lease') ?? '') };
  const isNamed = await ctx.db.tenant(runner.tenantId, (tx) => startsFromContent(tx, claim, sha256));
  if (isNamed === null) refuse(leaseLost);
  const bytes = isNamed ? await ctx.blobs.stream(runner.tenantId, sha256) : null;
  if (!bytes) refuse(notFound('content of this step'));
  return new Response(bytes, { headers: { 'content-type': 'application/octet-stream' } });
}
