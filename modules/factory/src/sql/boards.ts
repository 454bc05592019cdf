import { BoardColumn, type BoardView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export type BoardRow = { id: bigint; project_id: bigint; name: string; columns: BoardColumn[]; version: number; created_at: Date; updated_at: Date };
type Stored = Omit<BoardRow, 'columns'> & { columns: unknown };

const Columns = BoardColumn.array();
const parsed = (row: Stored): BoardRow => ({ ...row, columns: Columns.parse(row.columns) });

export function toBoardView(row: BoardRow): BoardView {
  return { id: String(row.id), projectId: String(row.project_id), name: row.name, columns: row.columns, version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() };
}

export async function readBoardRow(tx: TenantRead, boardId: bigint): Promise<BoardRow | null> {
  const [row]: Stored[] = await tx.sql`SELECT id, project_id, name, columns, version, created_at, updated_at FROM boards WHERE tenant_id = ${tx.tenantId} AND id = ${boardId}`;
  return row ? parsed(row) : null;
}

/** The project's first board: the one that tickets come to when nobody names another. */
export async function readFirstBoard(tx: TenantRead, projectId: bigint): Promise<BoardRow | null> {
  const [row]: Stored[] = await tx.sql`SELECT id, project_id, name, columns, version, created_at, updated_at FROM boards WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} ORDER BY id LIMIT 1`;
  return row ? parsed(row) : null;
}

/** In the order in which they were made; `projectId` null: of all projects. */
export async function readBoardRows(tx: TenantRead, projectId: bigint | null, page: { cursor: bigint | null; limit: number }): Promise<BoardRow[]> {
  const rows: Stored[] = await tx.sql`
    SELECT id, project_id, name, columns, version, created_at, updated_at FROM boards
    WHERE tenant_id = ${tx.tenantId} AND (${projectId}::bigint IS NULL OR project_id = ${projectId}) AND id > ${page.cursor ?? 0n} ORDER BY id LIMIT ${page.limit + 1}`;
  return rows.map(parsed);
}

export async function insertBoard(tx: TenantTx, board: { projectId: bigint; name: string; columns: readonly object[] }): Promise<BoardRow> {
  const [row]: Stored[] = await tx.sql`
    INSERT INTO boards (tenant_id, project_id, name, columns) VALUES (${tx.tenantId}, ${board.projectId}, ${board.name}, ${[...board.columns]}::jsonb)
    RETURNING id, project_id, name, columns, version, created_at, updated_at`;
  if (!row) throw new Error('the board was not inserted');
  return parsed(row);
}

/** Null when the board is of another version by now. */
export async function updateBoardRow(tx: TenantTx, board: BoardRow, version: number): Promise<BoardRow | null> {
  const [row]: Stored[] = await tx.sql`
    UPDATE boards SET name = ${board.name}, columns = ${board.columns}::jsonb, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${board.id} AND version = ${version} RETURNING id, project_id, name, columns, version, created_at, updated_at`;
  return row ? parsed(row) : null;
}
