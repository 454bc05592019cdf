import { notFound, refuse } from '@lime/kernel';
import type { Board, TicketCard } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type BoardRow, readBoardRow, readFirstBoard } from '../sql/boards.ts';
import { type ColumnCount, countColumns, readColumnPage, readFirstPages } from '../sql/column-pages.ts';
import { readProject, toProject } from '../sql/projects.ts';
import { readTicketRows, type TicketRow } from '../sql/tickets.ts';
import { toCards } from './ticket-cards.ts';

/** A project's first board: its columns, each with its first tickets and their latest runs. */
export async function readProjectBoard(tx: TenantRead, projectId: bigint, limit: number): Promise<Board> {
  return readPages(tx, (await readFirstBoard(tx, projectId)) ?? refuse(notFound('project')), limit);
}

/** The same of any board. */
export async function readBoard(tx: TenantRead, boardId: bigint, limit: number): Promise<Board> {
  return readPages(tx, (await readBoardRow(tx, boardId)) ?? refuse(notFound('board')), limit);
}

async function readPages(tx: TenantRead, board: BoardRow, limit: number): Promise<Board> {
  const keys = board.columns.map((column) => column.key);
  const [project, rows, counts] = await Promise.all([readProject(tx, board.project_id), readFirstPages(tx, board.id, keys, limit), countColumns(tx, board.id, keys)]);
  const pages = keys.map((key) => pageOf(rows.filter((row) => row.column_key === key), limit));
  return {
    id: String(board.id), name: board.name, version: board.version,
    project: toProject(project ?? refuse(notFound('project'))),
    columns: board.columns.map((column, index) => ({ ...column, ...shown(counts.get(column.key)), next: pages[index]?.next ?? null })),
    tickets: await toCards(tx, pages.flatMap((page) => page.rows)),
  };
}

const shown = (counted: ColumnCount | undefined) => ({ count: counted?.count ?? 0, countIsExact: counted?.isExact ?? true });

/** What follows in a column; `below`: where the page before ended. */
export async function readColumn(tx: TenantRead, boardId: bigint, key: string, below: string, limit: number): Promise<{ items: TicketCard[]; next: string | null }> {
  const board = await readBoardRow(tx, boardId);
  if (!board?.columns.some((column) => column.key === key)) refuse(notFound(board ? 'column' : 'board'));
  const page = pageOf(await readColumnPage(tx, { boardId, key, below }, limit), limit);
  return { items: await toCards(tx, page.rows), next: page.next };
}

/** A page goes on below the position at which it ended, so that what is moved meanwhile is neither lost nor told twice where it stood. */
function pageOf(rows: TicketRow[], limit: number): { rows: TicketRow[]; next: string | null } {
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.position ?? null) : null };
}

/** One ticket as a card; null when it is not there. */
export async function readTicket(tx: TenantRead, ticketId: bigint): Promise<TicketCard | null> {
  const [card] = await readTickets(tx, [ticketId]);
  return card ?? null;
}

/** Those of these tickets that there are, as cards. */
export async function readTickets(tx: TenantRead, ticketIds: bigint[]): Promise<TicketCard[]> {
  return toCards(tx, await readTicketRows(tx, ticketIds));
}
