import { AgentWork, type Assignment, type CheckEnv } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { appendEvents } from '../sql/append-events.ts';
import { type Claimer, claimStep as claimRow } from '../sql/claim-step.ts';
import { showRunning } from '../sql/show-running.ts';
import { noteRunChanged } from '../engine/note-run-changed.ts';
import { setGatewayHash } from '../sql/set-gateway-hash.ts';
import { stepLeaseMs } from '../tunables.ts';
import { newGatewayToken } from './gateway-token.ts';
import { claimHash, newLeaseToken } from './step-claim.ts';

/** Gives the runner a step that it may do now, within every limit; null when there is none. */
export async function claimStep(ctx: RunsContext, tx: TenantTx, runner: Claimer): Promise<Assignment | null> {
  const leaseToken = newLeaseToken();
  const step = await claimRow(tx, runner, claimHash(runner, leaseToken));
  if (!step) return null;
  const work = AgentWork.parse(step.input);
  const run = await showRunning(tx, step.run_id, step.parent_step_id === null);
  await appendEvents(tx, step.run_id, step.id, [{ type: 'status', status: 'running', text: `${step.title}: taken up by ${step.runner_name}` }]);
  if (run) await noteRunChanged(ctx, tx, run);
  return {
    stepId: String(step.id),
    runId: String(step.run_id),
    attempt: step.attempt,
    leaseToken,
    leaseSeconds: stepLeaseMs / 1000,
    timeoutSeconds: step.timeout_seconds,
    work,
    cacheScope: step.cache_key,
    checkEnv: await readCheckEnv(ctx, tx, work, step.project_id),
    agentEnv: step.project_id === null ? noEnv : await ctx.readStepEnv(tx, step.project_id, 'agent'),
    repositoryAccess: { access: null, problem: null, retryable: false },
    otherAccess: [],
    gateway: work.provider === 'recipe' ? null : openGateway(tx, step.id),
  };
}

const noEnv: CheckEnv = { vars: [], problem: null };

/** Plan and review run no checks. */
async function readCheckEnv(ctx: RunsContext, tx: TenantTx, { mode }: AgentWork, projectId: bigint | null): Promise<CheckEnv> {
  if (projectId === null || mode === 'plan' || mode === 'review') return noEnv;
  return ctx.readStepEnv(tx, projectId, 'checks');
}

/** A token for this claim's calls of a model; the one of the claim before it opens nothing any more. */
function openGateway(tx: TenantTx, stepId: bigint): { token: string } {
  const { token, hash } = newGatewayToken(tx.tenantId, stepId);
  setGatewayHash(tx, stepId, hash);
  return { token };
}
