import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { enqueueAdvance } from '../engine/enqueue-advance.ts';
import { appendEvents } from '../sql/append-events.ts';
import { setChosen, withdrawOthers } from '../sql/attempt-groups.ts';

/**
 * One of several runs side by side was approved: the others are withdrawn in the same transaction,
 * so that no second one can be approved. The caller holds the group's row.
 */
export async function chooseAttempt(ctx: RunsContext, tx: TenantTx, actor: Actor, groupId: bigint, runId: bigint): Promise<void> {
  await setChosen(tx, groupId, runId);
  const others = await withdrawOthers(tx, groupId, runId);
  for (const other of others) {
    await appendEvents(tx, other, null, [{ type: 'status', text: `Another attempt was chosen: run ${runId}` }]);
    recordAudit(tx, { actor, action: 'run.supersede', target: { type: 'run', id: other }, payload: { chosen: String(runId) } });
  }
  if (others.length > 0) await enqueueAdvance(ctx, tx, others);
}
