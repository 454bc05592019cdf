import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { fromCell, fromList } from './csv-cells.ts';
import { importRow, type ImportRow } from './import-row.ts';

/** What a column may be called, in small letters. */
const names = {
  externalId: ['id', 'key', 'issue key', 'issue id', 'external id', 'ref', 'number'],
  title: ['title', 'summary', 'name', 'subject'],
  description: ['description', 'body', 'details'],
  priority: ['priority'],
  column: ['column', 'status', 'state'],
  labels: ['labels', 'label', 'tags'],
  assignee: ['assignee', 'assignee email', 'owner'],
  dueOn: ['due', 'due date', 'due on', 'duedate'],
  branch: ['branch'],
  prUrl: ['pr url', 'pull request'],
  parent: ['parent', 'parent id', 'parent key', 'epic'],
  blockers: ['blockers', 'blocked by', 'depends on'],
};
type Field = keyof typeof names;

const priorities: Record<string, number> = { '': 2, 1: 1, 2: 2, 3: 3, highest: 1, urgent: 1, high: 1, medium: 2, normal: 2, low: 3, lowest: 3, none: 2, 'no priority': 2 };

const Parsed = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });

/** The rows of a CSV file, as it is read; throws where it is none. The first line names the columns; those of other names are left out. */
export async function* parseCsv(bytes: Uint8Array): AsyncGenerator<ImportRow> {
  const rows: AsyncIterable<unknown> = Readable.from([Buffer.from(bytes)]).pipe(parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 500_000 }));
  let columns: Map<Field, number> | null = null;
  let before = 0;
  for await (const row of rows) {
    const { record, info } = Parsed.parse(row);
    const line = before + 1;
    before = info.lines;
    if (columns === null) columns = columnsOf(record);
    else yield toRow(line, (field) => fromCell(record[columns?.get(field) ?? -1] ?? ''));
  }
}

/** Where each field stands. Throws without a title. */
function columnsOf(header: string[]): Map<Field, number> {
  const said = header.map((name) => name.trim().toLowerCase().replaceAll('_', ' '));
  const found = Object.entries(names).flatMap(([field, known]): [string, number][] => {
    const index = said.findIndex((name) => known.includes(name));
    return index === -1 ? [] : [[field, index]];
  });
  const columns = new Map<Field, number>(found.flatMap(([field, index]) => (isField(field) ? [[field, index]] : [])));
  if (!columns.has('title')) throw new Error(`the first line names no column "${names.title.join('", "')}"; it has: ${said.slice(0, 20).join(', ')}`);
  return columns;
}

const isField = (name: string): name is Field => Object.hasOwn(names, name);

function toRow(line: number, whole: (field: Field) => string): ImportRow {
  const cell = (field: Field) => whole(field).trim();
  const [priority, dueOn] = [priorities[cell('priority').toLowerCase()], cell('dueOn').slice(0, 10)];
  const wrongDate = dueOn !== '' && !z.iso.date().safeParse(dueOn).success;
  const refused = priority === undefined ? 'the priority must be 1 to 3, or high, medium or low' : wrongDate ? 'the due date must be as 2026-01-31' : null;
  return importRow({
    line, externalId: cell('externalId'), title: cell('title'), description: whole('description'), priority: priority ?? 2, column: cell('column') || null,
    labels: fromList(cell('labels')), assignee: cell('assignee') || null, dueOn: wrongDate ? null : dueOn || null,
    branch: cell('branch') || null, prUrl: cell('prUrl') || null, parent: cell('parent') || null, blockers: fromList(cell('blockers')), refused,
  });
}
