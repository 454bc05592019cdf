import type { ExportFormat, TicketCard } from '@lime/contracts';
import type { Db } from '@lime/db';
import { toCell, toList } from '../import/csv-cells.ts';
import { type Named, readNamed } from '../sql/named-in-export.ts';
import { selectTickets, toTicketCard } from '../sql/tickets.ts';

const chunk = 500;
type Format = { type: string; head: string; line(card: TicketCard, named: Named | undefined, first: boolean): string; tail: string };

/** Each is understood by an import, but for the last two. */
const cells = ['id', 'title', 'description', 'column', 'priority', 'labels', 'assignee', 'due_on', 'branch', 'pr_url', 'parent', 'blockers', 'created_at', 'updated_at'];

const formats: Record<ExportFormat, Format> = {
  json: { type: 'application/json', head: '[', line: (card, _, first) => `${first ? '\n' : ',\n'}${JSON.stringify(card)}`, tail: '\n]\n' },
  csv: {
    type: 'text/csv; charset=utf-8', head: `${cells.join(',')}\r\n`, tail: '',
    line: (card, named) => `${[card.ref, card.title, card.description, card.columnKey, String(card.priority), toList(card.labels.map((label) => label.name)), named?.assignee ?? '', card.dueOn ?? '', card.branch ?? '', card.prUrl ?? '', named?.parent ?? '', toList(named?.blockers ?? []), card.createdAt, card.updatedAt].map(toCell).join(',')}\r\n`,
  },
};

/** A project's tickets as a download, by their numbers: read a chunk at a time, as fast as it is taken. */
export function exportTickets(db: Pick<Db, 'read'>, tenantId: bigint, project: { id: bigint; key: string }, name: ExportFormat): Response {
  const format = formats[name];
  const encoder = new TextEncoder();
  let after = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(format.head)),
    pull: async (controller) => {
      const from = after;
      const { rows, named } = await db.read(tenantId, async (tx) => {
        const found = await selectTickets(tx, 'WHERE t.tenant_id = $1 AND t.project_id = $2 AND t.number > $3 AND t.deleted_at IS NULL ORDER BY t.number LIMIT $4', [project.id, from, chunk]);
        return { rows: found, named: await readNamed(tx, found.map((row) => row.id)) };
      });
      const text = rows.map((row, index) => format.line(toTicketCard(row, null), named.get(row.id), from === 0 && index === 0)).join('');
      after = rows.at(-1)?.number ?? after;
      controller.enqueue(encoder.encode(rows.length < chunk ? `${text}${format.tail}` : text));
      if (rows.length < chunk) controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': format.type, 'content-disposition': `attachment; filename="${project.key}-tickets.${name}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
}
