import type { TenantRead, TenantTx } from '@lime/db';
import { idList } from './id-list.ts';

export type PlannedTicket = { id: bigint; ref: string; title: string; description_md: string };

/** The tickets that a run's plan has been made into, in the plan's order. */
export async function readPlanned(tx: TenantRead, runId: bigint): Promise<PlannedTicket[]> {
  return await tx.sql`
    SELECT t.id, p.key || '-' || t.number AS ref, t.title, t.description_md FROM tickets t JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id
    WHERE t.tenant_id = ${tx.tenantId} AND t.planned_by_run_id = ${runId} ORDER BY t.planned_index`;
}

/** Notes where the tickets came from; their place in the list is their place in the plan. */
export async function linkPlanned(tx: TenantTx, from: { runId: bigint; parentId: bigint }, ticketIds: bigint[]): Promise<void> {
  await tx.sql`
    UPDATE tickets t SET parent_ticket_id = ${from.parentId}, planned_by_run_id = ${from.runId}, planned_index = i.ordinality
    FROM unnest(${idList(ticketIds)}::text::bigint[]) WITH ORDINALITY AS i (id, ordinality) WHERE t.tenant_id = ${tx.tenantId} AND t.id = i.id`;
}
