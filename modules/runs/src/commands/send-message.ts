import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { tellRunners } from '../engine/tell-runners.ts';
import { appendEvents } from '../sql/append-events.ts';

/** Says something to a run in progress: its agent reads it with the next heartbeat. 409 `run_over` when it has ended. */
export async function sendMessage(ctx: Pick<RunsContext, 'announcer'>, tx: TenantTx, actor: Actor, runId: bigint, text: string): Promise<void> {
  const [run]: { status: string }[] = await tx.sql`SELECT status FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId} FOR UPDATE`;
  if (!run) refuse(notFound('run'));
  if (!['queued', 'running', 'waiting'].includes(run.status)) refuse({ status: 409, code: 'run_over', title: 'The run has ended', detail: `Run ${runId} has ${run.status}; start another to go on.` });
  await appendEvents(tx, runId, null, [{ type: 'user_message', text, from: actor.name }]);
  recordAudit(tx, { actor, action: 'run.message', target: { type: 'run', id: runId } });
  tx.afterCommit(() => ctx.announcer.announce(`run:${runId}`));
  tellRunners(ctx, tx, runId);
}
