import type { TenantRead } from '@lime/db';
import { selectTickets, type TicketRow } from './tickets.ts';

/** A column is counted up to here: beyond it, nobody counts cards. */
const countedUpTo = 1000;

export type ColumnCount = { count: number; isExact: boolean };

/** The first tickets of every column of a board, one more of each than `limit`. */
export async function readFirstPages(tx: TenantRead, boardId: bigint, keys: string[], limit: number): Promise<TicketRow[]> {
  // Not joined to their ids: for a small board Postgres would read every ticket of it.
  return selectTickets(tx, 'ORDER BY t.column_key, t.position', [boardId, keys, limit + 1], `
    jsonb_array_elements_text($3::jsonb) AS k (key)
    CROSS JOIN LATERAL (SELECT * FROM tickets WHERE tenant_id = $1 AND board_id = $2 AND column_key = k.key AND deleted_at IS NULL ORDER BY position LIMIT $4) t`);
}

/** The tickets of a column that stand below this position, one more than `limit`. */
export async function readColumnPage(tx: TenantRead, column: { boardId: bigint; key: string; below: string }, limit: number): Promise<TicketRow[]> {
  return selectTickets(tx, `
    WHERE t.tenant_id = $1 AND t.board_id = $2 AND t.column_key = $3 AND t.deleted_at IS NULL AND t.position > $4 COLLATE "C" ORDER BY t.position LIMIT $5`, [column.boardId, column.key, column.below, limit + 1]);
}

export async function countColumns(tx: TenantRead, boardId: bigint, keys: string[]): Promise<Map<string, ColumnCount>> {
  const rows: { key: string; count: number }[] = await tx.sql`
    SELECT k.key, c.count::int AS count FROM jsonb_array_elements_text(${keys}::jsonb) AS k (key)
    CROSS JOIN LATERAL (SELECT count(*) FROM (
      SELECT 1 FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = ${boardId} AND column_key = k.key AND deleted_at IS NULL LIMIT ${countedUpTo + 1}) t) c`;
  return new Map(rows.map((row) => [row.key, { count: Math.min(row.count, countedUpTo), isExact: row.count <= countedUpTo }]));
}
