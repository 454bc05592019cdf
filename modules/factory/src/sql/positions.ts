import type { TenantRead, TenantTx } from '@lime/db';
import { generateNKeysBetween } from 'fractional-indexing';

export type ColumnName = { boardId: bigint; columnKey: string };

/** How many neighbours on each side get new positions: enough that it is seldom done, few enough that nobody waits for it. */
const neighbours = 100;

/** The position of a ticket in this column; null when it stands elsewhere, or none was named. */
export async function positionOf(tx: TenantRead, { boardId, columnKey }: ColumnName, ticketId: bigint | null): Promise<string | null> {
  const [row]: { position: string }[] = await tx.sql`
    SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId} AND board_id = ${boardId} AND column_key = ${columnKey} AND deleted_at IS NULL`;
  return row?.position ?? null;
}

/**
 * The first position below `low` (null: the first of all) of another ticket than the one that is moved. A statement of its
 * own: from within another one Postgres would go through the column from its top.
 */
export async function nextPosition(tx: TenantRead, { boardId, columnKey }: ColumnName, low: string | null, movedId: bigint): Promise<string | null> {
  const [row]: { position: string }[] = await tx.sql`
    SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = ${columnKey} AND deleted_at IS NULL
      AND position > ${low ?? ''}::text COLLATE "C" AND id <> ${movedId} ORDER BY position LIMIT 1`;
  return row?.position ?? null;
}

export async function lastPosition(tx: TenantRead, { boardId, columnKey }: ColumnName): Promise<string | null> {
  const [row]: { position: string }[] = await tx.sql`
    SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = ${columnKey} AND deleted_at IS NULL ORDER BY position DESC LIMIT 1`;
  return row?.position ?? null;
}

/** Gives the tickets around a position short positions again, in the order that they have. The caller holds the project's lock. */
export async function rebalance(tx: TenantTx, { boardId, columnKey }: ColumnName, around: string): Promise<void> {
  const near: { id: bigint; position: string }[] = await tx.sql`
    (SELECT id, position FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = ${columnKey} AND deleted_at IS NULL AND position <= ${around}::text COLLATE "C" ORDER BY position DESC LIMIT ${neighbours + 1})
    UNION ALL
    (SELECT id, position FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = ${columnKey} AND deleted_at IS NULL AND position > ${around}::text COLLATE "C" ORDER BY position LIMIT ${neighbours + 1})`;
  const rows = near.toSorted((a, b) => (a.position < b.position ? -1 : 1));
  const [above, below] = [rows.filter((row) => row.position <= around), rows.filter((row) => row.position > around)];
  // The outermost stay where they are, unless nothing lies beyond them.
  const low = above.length > neighbours ? rows[0] : undefined;
  const high = below.length > neighbours ? rows.at(-1) : undefined;
  const moved = rows.filter((row) => row !== low && row !== high);
  await setPositions(tx, moved.map((row) => row.id), generateNKeysBetween(low?.position ?? null, high?.position ?? null, moved.length));
}

/** In two steps: the index on positions would refuse one that another row is about to leave. Versions stay, for nothing moves. */
async function setPositions(tx: TenantTx, ids: bigint[], positions: string[]): Promise<void> {
  const values = ids.map((id, index) => ({ id: String(id), position: positions[index] }));
  await tx.sql`UPDATE tickets t SET position = '~' || t.id FROM jsonb_to_recordset(${values}::jsonb) AS v (id bigint) WHERE t.tenant_id = ${tx.tenantId} AND t.id = v.id`;
  await tx.sql`UPDATE tickets t SET position = v.position FROM jsonb_to_recordset(${values}::jsonb) AS v (id bigint, position text) WHERE t.tenant_id = ${tx.tenantId} AND t.id = v.id`;
}

/** Puts every ticket of a column below those of another, in the order that they have. The caller holds the project's lock. */
export async function moveColumn(tx: TenantTx, boardId: bigint, { from, to }: { from: string; to: string }): Promise<number> {
  let moved = 0;
  for (;;) {
    const rows: { id: bigint }[] = await tx.sql`
      SELECT id FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = ${from} AND deleted_at IS NULL ORDER BY position LIMIT 2000`;
    if (rows.length === 0) break;
    const positions = generateNKeysBetween(await lastPosition(tx, { boardId, columnKey: to }), null, rows.length);
    const values = rows.map(({ id }, index) => ({ id: String(id), position: positions[index] }));
    await tx.sql`
      UPDATE tickets t SET column_key = ${to}, position = v.position, version = version + 1, updated_at = now()
      FROM jsonb_to_recordset(${values}::jsonb) AS v (id bigint, position text) WHERE t.tenant_id = ${tx.tenantId} AND t.id = v.id`;
    moved += rows.length;
  }
  // What was deleted comes back into a column that is there.
  await tx.sql`UPDATE tickets SET column_key = ${to} WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = ${from}`;
  return moved;
}
