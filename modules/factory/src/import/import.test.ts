import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@lime/kernel';
import { type Announcer, openAnnouncer, type TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { folderBlobStore } from '@lime/runs';
import fc from 'fast-check';
import { createProject } from '../commands/manage-projects.ts';
import { runImport } from '../commands/run-import.ts';
import type { FactoryContext } from '../context.ts';
import { insertImport, readImport } from '../sql/imports.ts';
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
