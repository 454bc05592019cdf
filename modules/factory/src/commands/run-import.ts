import { CreateTicketBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { FactoryContext } from '../context.ts';
import type { ImportRow } from '../import/import-row.ts';
import { parseCsv } from '../import/parse-csv.ts';
import { parseGithubIssues } from '../import/parse-github-issues.ts';
import { type BoardRow, readFirstBoard } from '../sql/boards.ts';
import { ensureLabels, type ImportRecord, insertOrigins, lockImport, type Progress, readImport, readMembers, readOrigins, refreshTickets, saveProgress } from '../sql/imports.ts';
import { lastPosition } from '../sql/positions.ts';
import { lockProject } from '../sql/projects.ts';
import { type Bottoms, createTickets } from './create-tickets.ts';
import { type ImportWarning, linkImported, unknownTies } from './link-imported.ts';
import type { Hooks } from './tell-of-tickets.ts';

/** Tickets made in one transaction: with them, how far the import has come. */
const batch = 200;
const mostErrors = 100;
/** Hooks are called for the first tickets of an import, batch by batch, until there are so many. */
const mostTold = 1000;

/**
 * Makes the tickets of a file, batch by batch; taken up again after a crash, it goes on where it stood. What came from the
 * same place before is not made twice: its title, text and priority are brought up to date.
 */
export async function runImport(ctx: Pick<FactoryContext, 'runs' | 'blobs'>, tenantId: bigint, importId: bigint): Promise<void> {
  const { db, announcer } = ctx.runs;
  const found = await db.read(tenantId, (tx) => readImport(tx, importId));
  if (!found || found.ended_at !== null) return;
  const read = await readRows(ctx, tenantId, found);
  if (!read.ok) return db.tenant(tenantId, (tx) => saveProgress(tx, importId, { ...found, status: 'failed', errors: [{ line: 1, message: read.message }] }));
  for (;;) {
    const going = await db.tenant(tenantId, async (tx) => {
      const row = await lockImport(tx, importId);
      if (!row || row.ended_at !== null) return false;
      await saveProgress(tx, importId, await importBatch(tx, row, read.rows, row.created < mostTold ? ctx.runs.hooks : undefined));
      return true;
    });
    if (!going) break;
    announcer.announce(`board:${found.project_id}:all`);
  }
}

type Read = { ok: true; rows: ImportRow[] } | { ok: false; message: string };

async function readRows({ blobs }: Pick<FactoryContext, 'blobs'>, tenantId: bigint, { format, sha256 }: ImportRecord): Promise<Read> {
  const bytes = await blobs.get(tenantId, sha256);
  if (!bytes) return { ok: false, message: 'the file is not in the blob store any more' };
  try {
    const rows: ImportRow[] = [];
    for await (const row of format === 'csv' ? parseCsv(bytes) : parseGithubIssues(bytes)) rows.push(row);
    return { ok: true, rows };
  } catch (error) {
    return { ok: false, message: `the file could not be read: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500) };
  }
}

/** What a row is called in all imports of its format: without a name of its own, by its file and line. */
const nameOf = (row: ImportRow, { sha256 }: ImportRecord) => row.externalId ?? `${sha256.slice(0, 16)}:${row.line}`;

/** Looks at the next rows and makes what is to be made. */
async function importBatch(tx: TenantTx, record: ImportRecord, rows: ImportRow[], hooks: Hooks): Promise<Progress> {
  // What another import of the same file makes meanwhile is seen below.
  await lockProject(tx, record.project_id);
  const part = rows.slice(record.looked_at, record.looked_at + batch);
  const from = { projectId: record.project_id, source: record.format };
  const known = await readOrigins(tx, from, part.map((row) => nameOf(row, record)));
  const twice = new Set(part.filter((row, index) => part.findIndex((other) => nameOf(other, record) === nameOf(row, record)) < index));
  const reasonOf = (row: ImportRow) => row.refused ?? (twice.has(row) ? 'its id stands in the file twice' : known.get(nameOf(row, record)) === null ? 'its ticket was deleted: restore it first' : null);
  const fit = part.filter((row) => reasonOf(row) === null);
  const [fresh, again] = [fit.filter((row) => !known.has(nameOf(row, record))), fit.filter((row) => known.has(nameOf(row, record)))];
  const place = await placeOf(tx, record, fresh);
  const failed = record.dry_run ? new Map<ImportRow, string>() : await write(tx, { record, hooks, place }, fresh, again.map((row) => ({ ticketId: known.get(nameOf(row, record)) ?? 0n, title: row.title, description: row.description, priority: row.priority })));
  const errors = part.flatMap((row) => {
    const message = reasonOf(row) ?? failed.get(row);
    return message === undefined ? [] : [{ line: row.line, message }];
  });
  const lookedAt = record.looked_at + part.length;
  const idsOf = (names: string[]) => readOrigins(tx, from, names);
  const warnings = [
    ...fresh.flatMap((row) => warningsOf(row, place)), ...(await unknownTies(fresh, new Set(rows.flatMap((row) => row.externalId ?? [])), idsOf)),
    ...(record.dry_run ? [] : await linkImported(tx, { person: importer(record), since: record.created_at, nameOf: (row) => nameOf(row, record), idsOf }, rows.slice(0, lookedAt), part)),
  ];
  return {
    status: lookedAt >= rows.length ? 'succeeded' : 'running', total: rows.length, looked_at: lookedAt,
    created: record.created + fresh.length - failed.size, updated: record.updated + again.length, refused: record.refused + errors.length,
    errors: [...record.errors, ...errors].slice(0, mostErrors), warnings: [...record.warnings, ...warnings].slice(0, mostErrors),
  };
}

/** Those that could not be made, and why. */
async function write(tx: TenantTx, { record, hooks, place }: { record: ImportRecord; hooks: Hooks; place: Place }, fresh: ImportRow[], again: Parameters<typeof refreshTickets>[1]): Promise<Map<ImportRow, string>> {
  await refreshTickets(tx, again);
  // Spelled as it is first.
  const labels = await ensureLabels(tx, [...new Map(fresh.flatMap((row) => row.labels).toReversed().map((name) => [name.toLowerCase(), name])).values()]);
  const made = await createTickets(tx, fresh.map((row) => ({
    person: importer(record), projectId: record.project_id,
    body: {
      title: row.title, description: row.description, priority: row.priority, columnKey: columnFor(row, place.board), dueOn: row.dueOn, branch: fit(Branch, row.branch), prUrl: fit(PrUrl, row.prUrl),
      labelIds: row.labels.flatMap((name) => labels.get(name.toLowerCase()) ?? []), assigneeUserId: place.members.get(row.assignee?.toLowerCase() ?? '') ?? null,
    },
  })), hooks, await readBottoms(tx, place.board));
  await insertOrigins(tx, { projectId: record.project_id, source: record.format }, made.flatMap((ticket, index) => {
    const row = fresh[index];
    return 'refused' in ticket || !row ? [] : [{ externalId: nameOf(row, record), ticketId: ticket.id }];
  }));
  return new Map(made.flatMap((ticket, index) => {
    const row = fresh[index];
    return 'refused' in ticket && row ? [[row, ticket.refused.detail]] : [];
  }));
}

async function readBottoms(tx: TenantTx, board: BoardRow | null): Promise<Bottoms> {
  const columns = board?.columns ?? [];
  return new Map(await Promise.all(columns.map(async ({ key }): Promise<[string, string | null]> => [key, await lastPosition(tx, { boardId: board?.id ?? 0n, columnKey: key })])));
}

/** Where tickets of the import may stand, and who may do them. */
type Place = { board: BoardRow | null; members: Map<string, string> };

async function placeOf(tx: TenantTx, record: ImportRecord, rows: ImportRow[]): Promise<Place> {
  const [board, members] = await Promise.all([readFirstBoard(tx, record.project_id), readMembers(tx, [...new Set(rows.flatMap((row) => row.assignee ?? []))])]);
  return { board, members };
}

const importer = (record: ImportRecord) => ({ userId: record.created_by, name: 'the import' });
const { branch: Branch, prUrl: PrUrl } = CreateTicketBody.shape;
const fit = (schema: typeof Branch | typeof PrUrl, text: string | null) => schema.safeParse(text).data ?? null;

/** What is made otherwise than the row says. */
function warningsOf(row: ImportRow, { board, members }: Place): ImportWarning[] {
  const column = board?.columns.find(({ key }) => key === columnFor(row, board));
  const said = [
    row.column !== null && !isNamed(row.column, board) && !isDone(row) ? `the board has no column "${row.column.slice(0, 100)}": it goes to ${column?.title ?? 'the first one'}` : null,
    row.assignee !== null && !members.has(row.assignee.toLowerCase()) ? `there is no active member ${row.assignee.slice(0, 100)}: it is nobody's` : null,
    row.branch !== fit(Branch, row.branch) ? 'its branch is not the name of one, and was left out' : null,
    row.prUrl !== fit(PrUrl, row.prUrl) ? 'the address of its pull request is none, and was left out' : null,
  ];
  return said.flatMap((message) => (message === null ? [] : [{ line: row.line, message }]));
}

/** By its key or its title; where there is none such, what is done goes to the last column, everything else to the first. */
function columnFor(row: ImportRow, board: BoardRow | null): string | undefined {
  const columns = board?.columns ?? [];
  const named = isNamed(row.column, board);
  if (named) return named.key;
  return isDone(row) ? (columns.find((column) => column.key === 'done') ?? columns.at(-1))?.key : columns[0]?.key;
}

function isNamed(column: string | null, board: BoardRow | null): { key: string } | undefined {
  const wanted = column?.toLowerCase();
  return board?.columns.find(({ key, title }) => key === wanted?.replaceAll(' ', '_') || title.toLowerCase() === wanted);
}

function isDone({ done, column }: ImportRow): boolean {
  return done || ['done', 'closed', 'resolved', 'completed'].includes(column?.toLowerCase() ?? '');
}
