import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTicketBody } from '@lime/contracts';
import { createLogger } from '@lime/kernel';
import { type Announcer, openAnnouncer, type TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { folderBlobStore } from '@lime/runs';
import fc from 'fast-check';
import { createTicket } from '../commands/create-tickets.ts';
import { addBlocker } from '../commands/link-tickets.ts';
import { createProject } from '../commands/manage-projects.ts';
import { runImport } from '../commands/run-import.ts';
import type { FactoryContext } from '../context.ts';
import { exportTickets } from '../queries/export-tickets.ts';
import { ensureLabels, insertImport, readImport } from '../sql/imports.ts';
import { readNamed } from '../sql/named-in-export.ts';
import { selectTickets } from '../sql/tickets.ts';
import type { ImportRow } from './import-row.ts';
import { parseCsv } from './parse-csv.ts';
import { parseGithubIssues } from './parse-github-issues.ts';

let database: TestDatabase;
let announcer: Announcer;
let folder: string;
let ctx: Pick<FactoryContext, 'runs' | 'blobs'>;
let tenantId: bigint;
let person: { userId: bigint; name: string };
let projectId: bigint;
let projects = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  announcer = await openAnnouncer({ url: database.url, logger: createLogger({ name: 'test', level: 'silent' }) });
  folder = await mkdtemp(join(tmpdir(), 'lime-import-'));
  const runs: FactoryContext['runs'] = { db: database.db, announcer, dispatch: null, onRunChanged: async () => {}, queue: { send: async () => {}, work: async () => {}, schedule: async () => {}, stop: async () => {} } };
  ctx = { runs, blobs: folderBlobStore(folder) };
  tenantId = await database.addTenant();
  const [user]: { id: bigint }[] = await within((tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, 'ada@example.org') RETURNING id`);
  person = { userId: user?.id ?? 0n, name: 'Ada' };
});
afterAll(async () => {
  await announcer.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  projectId = (await within((tx) => createProject(tx, person, { name: 'P', key: `I${++projects}`, merge: 'none' }))).id;
});

const within = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> => database.db.tenant(tenantId, work);
async function start(text: string): Promise<bigint> {
  const stored = await ctx.blobs.put(tenantId, new TextEncoder().encode(text));
  if (stored.kind === 'too_large') throw new Error('too large');
  return (await within((tx) => insertImport(tx, { projectId, userId: person.userId, format: 'csv', dryRun: false, sha256: stored.sha256 }))).id;
}
const titles = async () => {
  const rows: { title: string }[] = await within((tx) => tx.sql`SELECT title FROM tickets WHERE project_id = ${projectId} ORDER BY number`);
  return rows.map((row) => row.title);
};

test('several workers at one import, and one that comes when it is over, make every ticket once and in order', async () => {
  const wanted = Array.from({ length: 650 }, (_, index) => `row ${index}`);
  const id = await start(`title\n${wanted.join('\n')}`);
  await Promise.all([runImport(ctx, tenantId, id), runImport(ctx, tenantId, id), runImport(ctx, tenantId, id)]);
  await runImport(ctx, tenantId, id);
  expect(await titles()).toEqual(wanted);
  expect(await within((tx) => readImport(tx, id))).toMatchObject({ status: 'succeeded', total: 650, looked_at: 650, created: 650, updated: 0, refused: 0 });
}, 30_000);

test('two imports of one file at the same moment make its tickets once', async () => {
  const text = `id,title\n${Array.from({ length: 300 }, (_, index) => `X-${index},t${index}`).join('\n')}`;
  const [one, two] = [await start(text), await start(`${text}\n`)];
  await Promise.all([runImport(ctx, tenantId, one), runImport(ctx, tenantId, two)]);
  expect((await titles()).length).toBe(300);
}, 30_000);

test('a deleted ticket is not made anew behind the back of who deleted it', async () => {
  await runImport(ctx, tenantId, await start('id,title\nA,one'));
  await within((tx) => tx.sql`UPDATE tickets SET deleted_at = now() WHERE project_id = ${projectId}`);
  const again = await start('id,title\nA,one\n');
  await runImport(ctx, tenantId, again);
  expect(await within((tx) => readImport(tx, again))).toMatchObject({ created: 0, refused: 1, errors: [{ line: 2, message: expect.stringContaining('deleted') }] });
});

test('whatever bytes there are, they are read as rows or refused as a file', async () => {
  /** Null: refused as a file. */
  const readAll = async (read: () => AsyncIterable<ImportRow> | Iterable<ImportRow>) => {
    const rows: ImportRow[] = [];
    try {
      for await (const row of read()) rows.push(row);
    } catch {
      return null;
    }
    return rows;
  };
  const isFit = (row: ImportRow) => row.refused !== null || (row.title !== '' && row.title.length <= 300 && row.title.isWellFormed() && !row.title.includes('\0'));
  let read = 0;
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.array(fc.string()).map((cells) => `title,labels\n${cells.join(',')}`)), async (text) => {
    const bytes = new TextEncoder().encode(text);
    for (const rows of [await readAll(() => parseCsv(bytes)), await readAll(() => parseGithubIssues(bytes))]) {
      expect(rows?.filter((row) => !isFit(row)) ?? []).toEqual([]);
      read += rows?.length ?? 0;
    }
  }));
  expect(read).toBeGreaterThan(0);
});

test('hooks are told of the first tickets of an import, and of no more than that', async () => {
  const queued: string[] = [];
  const hooks = { queue: { send: async () => void queued.push('job') } } as unknown as NonNullable<FactoryContext['runs']['hooks']>;
  await within((tx) => tx.sql`INSERT INTO hooks (tenant_id, name, event_type, project_id, runtime, code) VALUES (${tenantId}, 'told', 'ticket_created', ${projectId}, 'quickjs', '')`);
  const id = await start(`title\n${Array.from({ length: 1250 }, (_, index) => `T${index}`).join('\n')}`);
  await runImport({ ...ctx, runs: { ...ctx.runs, hooks } }, tenantId, id);
  const [row]: { count: number }[] = await within((tx) => tx.sql`SELECT count(*)::int AS count FROM hook_runs WHERE tenant_id = ${tenantId}`);
  expect([row?.count, queued.length, (await within((tx) => readImport(tx, id)))?.created]).toEqual([1000, 5, 1250]);
});

test('what is made otherwise than the file says is told with its line', async () => {
  const id = await start('id,title,status,assignee,branch,pr_url,parent,blocked_by\nA,one,nope,Ada@example.org,fix/a,https://example.org/1,,\nB,two,Closed,who@example.org,no branch,ftp://x,A,"A;Z"\nC,three,todo,,,,C,B\nD,four,,,,,,D');
  await runImport(ctx, tenantId, id);
  const done = await within((tx) => readImport(tx, id));
  expect(done).toMatchObject({ status: 'succeeded', created: 4, refused: 0, errors: [] });
  expect(done?.warnings.map(({ line, message }) => `${line} ${message.split(/[":]/)[0]}`)).toEqual([
    '2 the board has no column ', '3 there is no active member who@example.org', '3 its branch is not the name of one, and was left out', '3 the address of its pull request is none, and was left out',
    '3 its blocker Z is not known here, and was left out', '4 its parent C was left out', '5 its blocker D was left out',
  ]);
  expect((await exported(projectId)).map(({ title, column, assignee, parent, blockers }) => [title, column, assignee, parent, blockers])).toEqual([
    ['one', 'backlog', 'ada@example.org', null, []], ['two', 'done', null, 'one', ['one']], ['three', 'todo', null, null, ['two']], ['four', 'backlog', null, null, []],
  ]);
});

test('parents and blockers are tied over batches, and what people have made of an earlier import stays', async () => {
  const text = `id,title,parent,blockers\n${Array.from({ length: 450 }, (_, index) => `N${index},t${index},${index === 0 ? 'N449' : ''},${index === 449 ? '' : 'N449'}`).join('\n')}`;
  await runImport(ctx, tenantId, await start(text));
  const tied = async () => {
    const [row]: { blocked: number; parts: number }[] = await within((tx) => tx.sql`
      SELECT (SELECT count(*)::int FROM ticket_dependencies d JOIN tickets t ON t.tenant_id = d.tenant_id AND t.id = d.blocked_id WHERE t.project_id = ${projectId}) AS blocked,
        (SELECT count(*)::int FROM tickets WHERE project_id = ${projectId} AND parent_ticket_id IS NOT NULL) AS parts`);
    return row;
  };
  expect(await tied()).toEqual({ blocked: 449, parts: 1 });
  await within((tx) => tx.sql`UPDATE tickets SET parent_ticket_id = NULL WHERE project_id = ${projectId}`);
  await runImport(ctx, tenantId, await start(`${text}\n`));
  expect(await tied()).toEqual({ blocked: 449, parts: 0 });
}, 60_000);

/** A project's tickets as they are, with what they name by its title. */
async function exported(ofProject: bigint) {
  const cards = await within(async (tx) => {
    const rows = await selectTickets(tx, 'WHERE t.tenant_id = $1 AND t.project_id = $2 ORDER BY t.number', [ofProject]);
    return { rows, named: await readNamed(tx, rows.map((row) => row.id)) };
  });
  const titleOf = new Map(cards.rows.map((row) => [`${row.project_key}-${row.number}`, row.title]));
  return cards.rows.map((row) => {
    const { assignee = null, parent = null, blockers = [] } = cards.named.get(row.id) ?? {};
    return {
      title: row.title, description: row.description_md, column: row.column_key, priority: row.priority, labels: row.labels.map(({ name }) => name.toLowerCase()).toSorted(), assignee, dueOn: row.due_on, branch: row.branch, prUrl: row.pr_url,
      parent: titleOf.get(parent ?? '') ?? null, blockers: blockers.map((ref) => titleOf.get(ref)).toSorted(),
    };
  });
}

const odd = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('=1+1', "'=x", "''-", '-', '@a', '+b', '"', '""', 'a,b;c|d', '[x]', '["x"]', 'a\r\nb', 'a\nb\rc', '\tx', "'", ' ', 'é'));
const words = fc.array(odd, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ').replaceAll('\0', ''));
const Wanted = fc.record({
  title: words, description: words, priority: fc.constantFrom(1, 2, 3), columnKey: fc.constantFrom('backlog', 'todo', 'in_progress', 'code_review', 'qa', 'done'), labels: fc.array(words.map((name) => name.trim().slice(0, 40).trim().toWellFormed()).filter((name) => name !== ''), { maxLength: 3 }),
  assigned: fc.boolean(), dueOn: fc.constantFrom(null, '2026-01-31', '2028-02-29'), branch: fc.constantFrom(null, 'main', 'fix/a,b', '=b'), prUrl: fc.constantFrom(null, 'https://example.org/pull/1?a=b;c'), parent: fc.option(fc.nat(20)), blockers: fc.array(fc.nat(20), { maxLength: 3 }),
});

test('what is exported as CSV is imported as it was', async () => {
  await fc.assert(fc.asyncProperty(fc.array(Wanted, { minLength: 1, maxLength: 8 }), async (wanted) => {
    const source = await within((tx) => createProject(tx, person, { name: 'S', key: `I${++projects}`, merge: 'none' }));
    const target = await within((tx) => createProject(tx, person, { name: 'T', key: `I${++projects}`, merge: 'none' }));
    await within(async (tx) => {
      const made: bigint[] = [];
      for (const [index, { labels, assigned, parent, blockers, ...body }] of wanted.entries()) {
        const known = await ensureLabels(tx, [...new Map(labels.map((name) => [name.toLowerCase(), name])).values()]);
        const before = (at: number) => made[at % Math.max(1, index)];
        const ticket = await createTicket(tx, { person, projectId: source.id, body: CreateTicketBody.parse({ ...body, title: `${body.title} ${index}`, labelIds: [...known.values()], assigneeUserId: assigned ? String(person.userId) : null, ...(parent !== null && index > 0 && index < 3 && { parentTicketId: String(before(parent)) }) }) });
        for (const blocker of index === 0 ? [] : blockers) await addBlocker(tx, person, ticket.id, before(blocker) ?? 0n);
        made.push(ticket.id);
      }
    });
    const csv = await exportTickets(database.db, tenantId, source, 'csv').text();
    projectId = target.id;
    const id = await start(csv);
    await runImport(ctx, tenantId, id);
    expect(await within((tx) => readImport(tx, id))).toMatchObject({ status: 'succeeded', created: wanted.length, errors: [], warnings: [] });
    expect(await exported(target.id)).toEqual(await exported(source.id));
  }), { numRuns: 25, endOnFailure: true });
}, 120_000);
