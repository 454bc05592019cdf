import type { TenantRead } from '@lime/db';
import { idList } from './id-list.ts';

/** What a ticket names of others, as people call them: an address, and names of tickets that are there. */
export type Named = { assignee: string | null; parent: string | null; blockers: string[] };

export async function readNamed(tx: TenantRead, ticketIds: bigint[]): Promise<Map<bigint, Named>> {
  const rows: (Named & { id: bigint })[] = await tx.sql`
    SELECT t.id, u.email AS assignee, pp.key || '-' || p.number AS parent,
      (SELECT coalesce(jsonb_agg(bp.key || '-' || b.number ORDER BY b.id), '[]') FROM ticket_dependencies d
        JOIN tickets b ON b.tenant_id = d.tenant_id AND b.id = d.blocker_id AND b.deleted_at IS NULL JOIN projects bp ON bp.tenant_id = b.tenant_id AND bp.id = b.project_id
        WHERE d.tenant_id = t.tenant_id AND d.blocked_id = t.id) AS blockers
    FROM tickets t LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.assignee_user_id
    LEFT JOIN tickets p ON p.tenant_id = t.tenant_id AND p.id = t.parent_ticket_id AND p.deleted_at IS NULL LEFT JOIN projects pp ON pp.tenant_id = p.tenant_id AND pp.id = p.project_id
    WHERE t.tenant_id = ${tx.tenantId} AND t.id = ANY(${idList(ticketIds)}::text::bigint[])`;
  return new Map(rows.map(({ id, ...named }) => [id, named]));
}
