import type { TicketPage, TicketQuery } from '@lime/contracts';
import type { Db, TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { idList } from '../sql/id-list.ts';
import { selectTickets, type TicketRow } from '../sql/tickets.ts';
import type { FindByWords } from './find-words.ts';
import { toCards } from './ticket-cards.ts';

/** Tickets of all boards, newest first, narrowed by what the query says. With `text`, among the newest 200 that have the words. */
export async function listTickets(db: Db, tenantId: bigint, query: TicketQuery, page: PageWanted, findByWords: FindByWords): Promise<TicketPage> {
  const found = query.text === undefined ? null : await findByWords(db, tenantId, query.text, query.projectId === undefined ? null : BigInt(query.projectId));
  return db.read(tenantId, async (tx) => {
    const rows = await readListed(tx, query, found, page);
    const cards = await toCards(tx, rows.slice(0, page.limit));
    return { items: cards, next: toPage(rows, page, (row) => row).next };
  });
}

type Condition = [sql: string, value: unknown];

/** One row more than the page holds. */
async function readListed(tx: TenantRead, query: TicketQuery, found: bigint[] | null, page: PageWanted): Promise<TicketRow[]> {
  const conditions = [...conditionsOf(query), ...(found === null ? [] : [['t.id = ANY($::text::bigint[])', idList(found)] satisfies Condition]), ...(page.cursor === null ? [] : [['t.id < $', page.cursor] satisfies Condition])];
  const values = conditions.flatMap(([sql, value]) => (sql.includes('$') ? [value] : []));
  let number = 1;
  const where = conditions.map(([sql]) => `AND ${sql.replace('$', () => `$${(number += 1)}`)}`).join(' ');
  const deleted = query.deleted === true ? 'IS NOT NULL' : 'IS NULL';
  return selectTickets(tx, `WHERE t.tenant_id = $1 AND t.deleted_at ${deleted} ${where} ORDER BY t.id DESC LIMIT $${number + 1}`, [...values, page.limit + 1]);
}

function conditionsOf(query: TicketQuery): Condition[] {
  const conditions: [unknown, Condition][] = [
    [query.projectId, ['t.project_id = $::bigint', query.projectId]],
    [query.boardId, ['t.board_id = $::bigint', query.boardId]],
    [query.columnKey, ['t.column_key = $', query.columnKey]],
    [query.priority, ['t.priority = $::smallint', query.priority]],
    [query.parentTicketId, ['t.parent_ticket_id = $::bigint', query.parentTicketId]],
    [query.repositoryId, ['t.repository_id = $::bigint', query.repositoryId]],
    [query.updatedSince, ['t.updated_at >= $::timestamptz', query.updatedSince]],
    [query.labelId, ['EXISTS (SELECT 1 FROM ticket_labels tl WHERE tl.tenant_id = t.tenant_id AND tl.ticket_id = t.id AND tl.label_id = $::bigint)', query.labelId]],
    [query.hasRun, [`t.latest_run_id IS ${query.hasRun === true ? 'NOT NULL' : 'NULL'}`, null]],
    [query.assigneeUserId, query.assigneeUserId === 'none' ? ['t.assignee_user_id IS NULL', null] : ['t.assignee_user_id = $::bigint', query.assigneeUserId]],
  ];
  return conditions.flatMap(([wanted, condition]) => (wanted === undefined ? [] : [condition]));
}
