import type { z } from 'zod';
import { notFound, refuse, versionConflict } from '@lime/kernel';
import { type BoardColumn, type ColumnWanted, type CreateBoardBody, defaultColumns, type UpdateBoardBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField, refuseTaken } from '@lime/http';
import { type BoardRow, insertBoard, readBoardRow, updateBoardRow } from '../sql/boards.ts';
import { countColumns } from '../sql/column-pages.ts';
import { moveColumn } from '../sql/positions.ts';
import { lockProject, readProject } from '../sql/projects.ts';

const taken = { code: 'board_name_taken', title: 'Name taken', detail: 'The project has a board of that name already. Choose another name.' };

/** Makes a further board of a project; without columns, with those that a project begins with. 409 `board_name_taken`. */
export async function createBoard(tx: TenantTx, actor: Actor, body: z.output<typeof CreateBoardBody>): Promise<BoardRow> {
  const projectId = BigInt(body.projectId);
  if (!(await readProject(tx, projectId))) refuse(notFound('project'));
  const columns = body.columns ? withKeys(body.columns) : defaultColumns;
  const board = await refuseTaken(insertBoard(tx, { projectId, name: body.name, columns }), taken);
  recordAudit(tx, { actor, action: 'board.create', target: { type: 'board', id: board.id }, payload: { name: board.name, columns: columns.map(({ key }) => key) } });
  return board;
}

/**
 * Changes a board's name, or all its columns at once: titles, order, limits, new ones. A column that is left out goes, and
 * its tickets to the one that `moveTicketsTo` names. 409 `version_conflict`, 409 `board_name_taken`.
 */
export async function updateBoard(tx: TenantTx, actor: Actor, boardId: bigint, body: Omit<z.output<typeof UpdateBoardBody>, 'version'>, version: number | null): Promise<BoardRow> {
  const found = (await readBoardRow(tx, boardId)) ?? refuse(notFound('board'));
  await lockProject(tx, found.project_id);
  const board = (await readBoardRow(tx, boardId)) ?? refuse(notFound('board'));
  const columns = body.columns ? withKeys(body.columns) : board.columns;
  const moves = await movesFor(tx, board, columns, body.moveTicketsTo);
  const changed = await refuseTaken(updateBoardRow(tx, { ...board, name: body.name ?? board.name, columns }, version ?? board.version), taken);
  if (!changed) refuse(versionConflict('board'));
  for (const move of moves) await moveColumn(tx, boardId, move);
  recordAudit(tx, { actor, action: 'board.update', target: { type: 'board', id: boardId }, payload: { name: changed.name, columns: columns.map(({ key }) => key), ...(moves.length > 0 && { moved: moves }) } });
  return changed;
}

/** Removes a board without tickets. 409 `board_not_empty`, 409 `last_board`. */
export async function deleteBoard(tx: TenantTx, actor: Actor, boardId: bigint): Promise<BoardRow> {
  const board = (await readBoardRow(tx, boardId)) ?? refuse(notFound('board'));
  await lockProject(tx, board.project_id);
  const [boards, tickets] = await Promise.all([
    tx.sql<{ count: number }[]>`SELECT count(*)::int AS count FROM boards WHERE tenant_id = ${tx.tenantId} AND project_id = ${board.project_id}`,
    tx.sql<{ count: number }[]>`SELECT count(*)::int AS count FROM (SELECT 1 FROM tickets WHERE tenant_id = ${tx.tenantId} AND project_id = ${board.project_id} AND board_id = ${boardId} LIMIT 1) t`,
  ]);
  if ((boards[0]?.count ?? 0) < 2) refuse({ status: 409, code: 'last_board', title: 'The only board', detail: 'A project has one board at least. Make another one first.' });
  if ((tickets[0]?.count ?? 0) > 0) refuse({ status: 409, code: 'board_not_empty', title: 'There are tickets on it', detail: 'Move the tickets of this board to another one first; those that were deleted can be restored for 30 days, and count.' });
  await tx.sql`DELETE FROM boards WHERE tenant_id = ${tx.tenantId} AND id = ${boardId}`;
  recordAudit(tx, { actor, action: 'board.delete', target: { type: 'board', id: boardId }, payload: { name: board.name } });
  return board;
}

/** The columns with a key each: the one they have, or one made of the title. 422 when two have the same. */
function withKeys(wanted: ColumnWanted[]): BoardColumn[] {
  const used = new Set(wanted.flatMap((column) => column.key ?? []));
  const columns = wanted.map((column) => ({ key: column.key ?? newKey(column.title, used), title: column.title, wipLimit: column.wipLimit }));
  const double = columns.findIndex((column, index) => columns.findIndex((other) => other.key === column.key) < index);
  if (double !== -1) refuse(invalidField(`columns.${double}.key`, 'is the key of an earlier column'));
  return columns;
}

function newKey(title: string, used: Set<string>): string {
  const base = title.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '').slice(0, 40) || 'column';
  let key = base;
  for (let count = 2; used.has(key); count += 1) key = `${base}_${count}`;
  used.add(key);
  return key;
}

/** Where the tickets of the columns that go are to stand. 422 for one that has tickets and no successor. */
async function movesFor(tx: TenantTx, board: BoardRow, columns: BoardColumn[], to: Record<string, string>): Promise<{ from: string; to: string }[]> {
  const stays = (key: string | undefined) => columns.some((column) => column.key === key);
  const going = board.columns.filter((column) => !stays(column.key));
  const strange = Object.entries(to).find(([from, target]) => !going.some((column) => column.key === from) || !stays(target));
  if (strange) refuse(invalidField(`moveTicketsTo.${strange[0]}`, 'leads from a column that goes to one that stays'));
  const counts = await countColumns(tx, board.id, going.map((column) => column.key));
  const full = going.find((column) => to[column.key] === undefined && (counts.get(column.key)?.count ?? 0) > 0);
  if (full) refuse(invalidField(`moveTicketsTo.${full.key}`, `say where the tickets of "${full.title}" are to go`));
  // The deleted ones that might be restored go along, to the first column where nobody said another.
  return going.map((column) => ({ from: column.key, to: to[column.key] ?? columns[0]?.key ?? '' }));
}
