import type { TicketLinks, TicketMention } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import { idList } from './id-list.ts';

/** Whether a ticket waits for another one, itself or by others. Circles end it, though there should be none. */
export async function waitsFor(tx: TenantRead, ticketId: bigint, otherId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    WITH RECURSIVE up (id) AS (
      SELECT ${ticketId}::bigint
      UNION
      SELECT d.blocker_id FROM up JOIN ticket_dependencies d ON d.tenant_id = ${tx.tenantId} AND d.blocked_id = up.id)
    SELECT 1 FROM up WHERE id = ${otherId} LIMIT 1`;
  return rows.length > 0;
}

export async function insertDependency(tx: TenantTx, blockedId: bigint, blockerId: bigint): Promise<void> {
  await tx.sql`INSERT INTO ticket_dependencies (tenant_id, blocked_id, blocker_id) VALUES (${tx.tenantId}, ${blockedId}, ${blockerId}) ON CONFLICT DO NOTHING`;
}

export async function deleteDependency(tx: TenantTx, blockedId: bigint, blockerId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`DELETE FROM ticket_dependencies WHERE tenant_id = ${tx.tenantId} AND blocked_id = ${blockedId} AND blocker_id = ${blockerId} RETURNING 1`;
  return rows.length > 0;
}

/** Whether another ticket waits for one of these. */
export async function blocksAny(tx: TenantRead, ticketIds: bigint[]): Promise<boolean> {
  const rows: unknown[] = await tx.sql`SELECT 1 FROM ticket_dependencies WHERE tenant_id = ${tx.tenantId} AND blocker_id = ANY(${idList(ticketIds)}::text::bigint[]) LIMIT 1`;
  return rows.length > 0;
}

/** How many levels a parent stands at, and how many there are below it from the ticket on; whether the parent lies among those. */
export async function levelsBelow(tx: TenantRead, ticketId: bigint, parentId: bigint): Promise<{ above: number; below: number; circle: boolean }> {
  const [row]: { above: number; below: number; circle: boolean }[] = await tx.sql`
    WITH RECURSIVE up (id, level) AS (
      SELECT ${parentId}::bigint, 1
      UNION ALL SELECT t.parent_ticket_id, up.level + 1 FROM up JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.id = up.id WHERE t.parent_ticket_id IS NOT NULL AND up.level < 20),
    down (id, level) AS (
      SELECT ${ticketId}::bigint, 1
      UNION ALL SELECT t.id, down.level + 1 FROM down JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.parent_ticket_id = down.id WHERE t.deleted_at IS NULL AND down.level < 20)
    SELECT (SELECT max(level) FROM up) AS above, (SELECT max(level) FROM down) AS below, EXISTS (SELECT 1 FROM up WHERE id = ${ticketId}) AS circle`;
  return row ?? { above: 0, below: 0, circle: false };
}

type LinkRow = { kind: 'parent' | 'subtask' | 'blocker' | 'blocked'; id: bigint; ref: string; title: string; column_key: string; done: boolean };

/** The tickets that this one is tied to, by their numbers. */
export async function readLinks(tx: TenantRead, ticketId: bigint): Promise<TicketLinks> {
  const rows: LinkRow[] = await tx.sql`
    SELECT l.kind, t.id, p.key || '-' || t.number AS ref, t.title, t.column_key, is_done(t.column_key, b.columns) AS done
    FROM (SELECT 'parent' AS kind, parent_ticket_id AS id FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId}
      UNION ALL SELECT 'subtask', id FROM tickets WHERE tenant_id = ${tx.tenantId} AND parent_ticket_id = ${ticketId}
      UNION ALL SELECT 'blocker', blocker_id FROM ticket_dependencies WHERE tenant_id = ${tx.tenantId} AND blocked_id = ${ticketId}
      UNION ALL SELECT 'blocked', blocked_id FROM ticket_dependencies WHERE tenant_id = ${tx.tenantId} AND blocker_id = ${ticketId}) l
    JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.id = l.id AND t.deleted_at IS NULL
    JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id JOIN boards b ON b.tenant_id = t.tenant_id AND b.id = t.board_id
    ORDER BY p.key, t.number LIMIT 1000`;
  const of = (kind: LinkRow['kind']) => rows.filter((row) => row.kind === kind).map(toMention);
  return { parent: of('parent')[0] ?? null, subtasks: of('subtask'), blockedBy: of('blocker'), blocks: of('blocked') };
}

function toMention(row: LinkRow): TicketMention {
  return { id: String(row.id), ref: row.ref, title: row.title, columnKey: row.column_key, done: row.done };
}
