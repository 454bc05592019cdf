import type { TenantRead } from '@lime/db';
import { idList } from '../sql/id-list.ts';

/** What the runs of each ticket have cost, with the runs that they have started; tickets that have cost nothing are left out. */
export async function readTicketCosts(tx: TenantRead, ticketIds: bigint[]): Promise<Map<bigint, bigint>> {
  if (ticketIds.length === 0) return new Map();
  const rows: { ticket_id: bigint; cost_micros: bigint }[] = await tx.sql`
    SELECT ticket_id, sum(cost_micros)::bigint AS cost_micros FROM runs
    WHERE tenant_id = ${tx.tenantId} AND cost_micros > 0 AND ticket_id = ANY(${idList(ticketIds)}::text::bigint[])
    GROUP BY ticket_id`;
  return new Map(rows.map((row) => [row.ticket_id, row.cost_micros]));
}
