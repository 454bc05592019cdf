import type { TicketCard } from '@lime/contracts';
import type { Db, TenantRead } from '@lime/db';
import { idList } from '../sql/id-list.ts';
import { findTicketByRef } from '../sql/ticket-pulls.ts';
import { readTicketRows, type TicketRow } from '../sql/tickets.ts';
import type { FindByWords } from './find-words.ts';
import { toCards } from './ticket-cards.ts';

type Asked = { text: string; projectId: bigint | null; limit: number };

/** The ticket that is named (`AL-12`), then those with words that begin like these: in the title before in the description, newer before older. */
export async function searchTickets(db: Db, tenantId: bigint, { text, projectId, limit }: Asked, findByWords: FindByWords): Promise<TicketCard[]> {
  const named = /^\s*([A-Za-z][A-Za-z0-9]{1,9})-(\d{1,9})\s*$/.exec(text);
  const ids = await findByWords(db, tenantId, text, projectId);
  return db.read(tenantId, async (tx) => {
    const own = named ? await findTicketByRef(tx, [{ key: (named[1] ?? '').toUpperCase(), number: Number(named[2]) }]) : null;
    const rows = await readTicketRows(tx, await best(tx, ids, text, limit));
    const first = own === null ? [] : await readTicketRows(tx, [own.ticketId]);
    return toCards(tx, [...first, ...inOrder(rows, text).filter((row) => row.id !== own?.ticketId)].slice(0, limit));
  });
}

/** Of what was found, the part that is shown: cards cost more than titles. */
async function best(tx: TenantRead, ids: bigint[], text: string, limit: number): Promise<bigint[]> {
  if (ids.length <= limit) return ids;
  const rows: { id: bigint; title: string }[] = await tx.sql`
    SELECT id, title FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ANY(${idList(ids)}::text::bigint[]) AND deleted_at IS NULL ORDER BY id DESC`;
  return inOrder(rows, text).slice(0, limit).map((row) => row.id);
}

function inOrder<Row extends Pick<TicketRow, 'title'>>(rows: Row[], text: string): Row[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const score = (row: Row) => words.filter((word) => row.title.toLowerCase().includes(word)).length;
  return rows.toSorted((a, b) => score(b) - score(a));
}
