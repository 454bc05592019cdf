import type { TenantTx } from '@lime/db';
import { type HooksContext, queueHooks } from '@lime/hooks';
import { findByRun } from '../sql/deployments.ts';
import { deployHappening } from './deploy-happening.ts';

/** Queues the `after_deploy` hooks in the transaction in which a deployment's run has ended, or in which it is known what became of it after that; of any other run nothing follows. */
export async function tellOfDeployment(hooks: Pick<HooksContext, 'queue'>, tx: TenantTx, runId: bigint): Promise<void> {
  const deployment = await findByRun(tx, runId);
  if (!deployment?.ended_at) return;
  const { status, error } = deployment;
  await queueHooks(hooks, tx, [deployHappening(tx.tenantId, deployment, 'after_deploy', { status, error: error && { code: error.code, message: error.message } })]);
}
