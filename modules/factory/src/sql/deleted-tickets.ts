import type { EngineTx, TenantRead, TenantTx } from '@lime/db';
import { idList } from './id-list.ts';

/** A ticket and all its parts, those that are there; whether each has a run under way. */
export async function readSubtree(tx: TenantRead, ticketId: bigint): Promise<{ id: bigint; has_run: boolean }[]> {
  return await tx.sql`
    WITH RECURSIVE tree (id) AS (
      SELECT ${ticketId}::bigint
      UNION SELECT t.id FROM tree JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.parent_ticket_id = tree.id AND t.deleted_at IS NULL)
    SELECT t.id, r.id IS NOT NULL AS has_run FROM tree JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.id = tree.id
    LEFT JOIN runs r ON r.tenant_id = t.tenant_id AND r.id = t.latest_run_id AND r.status IN ('queued', 'running', 'waiting')`;
}

export async function detachSubtasks(tx: TenantTx, ticketId: bigint): Promise<void> {
  await tx.sql`UPDATE tickets SET parent_ticket_id = NULL, version = version + 1, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND parent_ticket_id = ${ticketId} AND deleted_at IS NULL`;
}

/** All at the same moment, by which it is known that they went together. */
export async function markDeleted(tx: TenantTx, ids: bigint[]): Promise<void> {
  await tx.sql`
    UPDATE tickets SET deleted_at = now(), version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ANY(${idList(ids)}::text::bigint[])`;
}

type DeletedRow = { id: bigint; project_id: bigint; board_id: bigint; column_key: string };

/** A deleted ticket, then the parts that went with it; empty when it is not deleted, or for good. */
export async function readDeleted(tx: TenantRead, ticketId: bigint): Promise<DeletedRow[]> {
  return await tx.sql`
    WITH RECURSIVE tree AS (
      SELECT id, project_id, board_id, column_key, deleted_at, 0 AS level FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId} AND deleted_at IS NOT NULL
      UNION ALL SELECT t.id, t.project_id, t.board_id, t.column_key, t.deleted_at, tree.level + 1 FROM tree JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.parent_ticket_id = tree.id AND t.deleted_at = tree.deleted_at WHERE tree.level < 20)
    SELECT id, project_id, board_id, column_key FROM tree ORDER BY level, id`;
}

export async function unmarkDeleted(tx: TenantTx, ticketId: bigint, place: { columnKey: string; position: string }): Promise<void> {
  await tx.sql`
    UPDATE tickets SET deleted_at = NULL, column_key = ${place.columnKey}, position = ${place.position}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId}`;
}

/** Up to a thousand tickets, of all tenants, that were deleted longer ago than people may restore them. */
export async function readOutlived(tx: EngineTx, days: number): Promise<{ id: bigint; tenant_id: bigint }[]> {
  return await tx.sql`SELECT id, tenant_id FROM tickets WHERE deleted_at < now() - make_interval(days => ${days}) ORDER BY tenant_id, id LIMIT 1000`;
}

/** Removes these for good, unless one was restored meanwhile. */
export async function removeOutlived(tx: EngineTx, ids: readonly bigint[], days: number): Promise<void> {
  await tx.sql`DELETE FROM tickets WHERE id = ANY(${idList(ids)}::text::bigint[]) AND deleted_at < now() - make_interval(days => ${days})`;
}
