import type { z } from 'zod';
import { ClaimBody, EventBatch, FinishBody, Heartbeat, RegisterBody, WorkspacesBody } from '@lime/contracts';
import { parseId, type Problem, refuse } from '@lime/kernel';
import { orProblem, readBody } from '@lime/http';
import type { RunsContext } from './context.ts';
import { appendBatch } from './runner/append-batch.ts';
import { finishStep } from './runner/finish-step.ts';
import { giveBackStep } from './runner/give-back-step.ts';
import { authenticateRunner, type Caller, registerRunner, registerSharedRunner, type RunnerIdentity } from './runner/register-runner.ts';
import { getStepBlob } from './runner/get-step-blob.ts';
import { putStepBlob } from './runner/put-step-blob.ts';
import { claimHash, type StepClaim } from './runner/step-claim.ts';
import { waitForNews } from './runner/wait-for-news.ts';
import { waitForStep } from './runner/wait-for-step.ts';
import { neededWorkspaces } from './queries/needed-workspaces.ts';
import { readOpenRuns } from './sql/shared-runners.ts';

export type RunnerRoute = { method: 'GET' | 'POST' | 'PUT'; path: string; handle(request: Request, params: Record<string, string>): Promise<Response> };

const leaseLost: Problem = { status: 409, code: 'lease_lost', title: 'The step is not yours', detail: 'Another runner has this step, or it has ended. Stop, and write nothing more.' };

/** The server's side of the runner protocol (see @lime/contracts runner-protocol.ts), below `/runner/v1`. */
export function runnerRoutes(ctx: RunsContext): RunnerRoute[] {
  const post = <S extends z.ZodType>(path: string, schema: S, work: (runner: Caller, body: z.output<S>, request: Request) => Promise<Response>): RunnerRoute => ({
    method: 'POST', path,
    handle: (request) => guarded(ctx, request, 0n, async (runner) => work(runner, await readBody(schema, request), request)),
  });
  const aboutStep = (method: RunnerRoute['method'], path: string, work: (runner: RunnerIdentity, stepId: bigint, request: Request, params: Record<string, string>) => Promise<Response>): RunnerRoute => ({
    method, path: `/steps/:id/${path}`,
    handle: (request, params) => {
      const stepId = parseId(params['id'] ?? '') ?? 0n;
      return guarded(ctx, request, stepId, async ({ tenantId, tokenId }) => (tenantId === null ? refuse(leaseLost) : work({ tenantId, tokenId }, stepId, request, params)));
    },
  });
  const say = <S extends z.ZodType>(path: string, schema: S, work: (runner: RunnerIdentity, body: z.output<S>, stepId: bigint, request: Request) => Promise<Response>): RunnerRoute =>
    aboutStep('POST', path, async (runner, stepId, request) => work(runner, await readBody(schema, request), stepId, request));
  return [
    post('/register', RegisterBody, async (runner, body) => Response.json(await (runner.shared ? ctx.db.engine((tx) => registerSharedRunner(tx, runner, body)) : ctx.db.tenant(runner.tenantId, (tx) => registerRunner(tx, runner, body))))),
    post('/claim', ClaimBody, async (runner, body, request) => {
      const given = await waitForStep(ctx, runner, body, request.signal);
      if (!given) return new Response(null, { status: 204 });
      const { tenantId, assignment } = given;
      await unlessDelivered(ctx, request.signal, () => ctx.db.tenant(tenantId, (tx) => giveBackStep(ctx, tx, shownIn(assignment, runner, BigInt(assignment.stepId)))));
      return Response.json(assignment);
    }),
    post('/workspaces/needed', WorkspacesBody, async (runner, { runIds }) => Response.json({ needed: await (runner.shared ? ctx.db.engine((tx) => readOpenRuns(tx, runIds)) : ctx.db.tenant(runner.tenantId, (tx) => neededWorkspaces(tx, runIds))) })),
    say('events', EventBatch, async (runner, body, stepId) => {
      const outcome = await ctx.db.tenant(runner.tenantId, (tx) => appendBatch(ctx, tx, shownIn(body, runner, stepId), body));
      if (outcome.kind === 'lease_lost') refuse(leaseLost);
      if (outcome.kind === 'gap') refuse({ status: 409, code: 'batch_gap', title: 'A batch is missing', detail: `The next batch must be number ${outcome.expected}.` });
      return Response.json({ batch: body.batch, lastSeq: outcome.kind === 'appended' ? Number(outcome.lastSeq) : 0 });
    }),
    say('heartbeat', Heartbeat, async (runner, body, stepId, request) => {
      const answer = await waitForNews(ctx, runner, shownIn(body, runner, stepId), body, request.signal);
      return Response.json(answer ?? refuse(leaseLost));
    }),
    say('finish', FinishBody, async (runner, body, stepId) => {
      const outcome = await ctx.db.tenant(runner.tenantId, (tx) => finishStep(ctx, tx, shownIn(body, runner, stepId), body));
      if (outcome.kind === 'lease_lost') refuse(leaseLost);
      if (outcome.kind === 'blob_missing') refuse({ status: 422, code: 'blob_missing', title: 'A blob is missing', detail: `Put the bytes of ${outcome.sha256} before finishing.` });
      return new Response(null, { status: 204 });
    }),
    aboutStep('GET', 'blobs/:sha', (runner, stepId, request, params) => getStepBlob(ctx, runner, stepId, params['sha'] ?? '', request, leaseLost)),
    aboutStep('PUT', 'blobs/:sha', (runner, stepId, request, params) => putStepBlob(ctx, runner, stepId, params['sha'] ?? '', request, leaseLost)),
  ];
}

/** `stepId`: the step that the call is about; 0, which is nobody's, for none. */
function guarded(ctx: RunsContext, request: Request, stepId: bigint, work: (runner: Caller) => Promise<Response>): Promise<Response> {
  return orProblem(ctx.logger, async () => {
    const token = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
    const runner = await authenticateRunner(ctx.db, token, stepId);
    if (!runner) refuse({ status: 401, code: 'runner_token_invalid', title: 'Unknown runner token', detail: 'The runner token is unknown or revoked. Make another: npx lime runner-token create <name>' });
    return work(runner);
  });
}

/** The signal fires when the connection is lost before the answer is out, and never after. */
async function unlessDelivered(ctx: RunsContext, gone: AbortSignal, undo: () => Promise<void>): Promise<void> {
  const tryUndo = () => undo().catch((err: unknown) => ctx.logger.warn({ err }, 'a claim could not be given back; its lease runs out'));
  if (gone.aborted) return tryUndo();
  gone.addEventListener('abort', () => void tryUndo(), { once: true });
}

/** The claim that a runner's call shows. */
function shownIn(body: { leaseToken: string }, runner: { tokenId: bigint }, stepId: bigint): StepClaim {
  return { stepId, hash: claimHash(runner, body.leaseToken) };
}
