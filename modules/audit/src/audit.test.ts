import { afterAll, beforeAll, expect, test } from 'bun:test';
import { SQL } from 'bun';
import { AuditEntryView, AuditPage } from '@lime/contracts';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { type Principal, serveRoute } from '@lime/http';
import { createLogger } from '@lime/kernel';
import { auditRoutes, recordAudit } from './index.ts';

let database: TestDatabase;
let owner: SQL;
const [tenantId, otherId] = [71n, 72n];
const reader: Principal = { tenantId, userId: 1n, name: 'Ada', email: 'ada@example.org', roles: ['admin'], permissions: ['audit.read'] };
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new SQL({ url: database.url, max: 1, bigint: true, connection: { search_path: 'lime' } });
  await owner`INSERT INTO tenants (id, name, slug) VALUES (${tenantId}, 'T', 't'), (${otherId}, 'O', 'o')`;
  await write(otherId, { name: 'secret of another tenant', action: 'gate.approve', targetId: 5n });
});
afterAll(async () => {
  await owner.close();
  await database.drop();
});

type Entry = { name?: string; userId?: bigint | null; action: string; targetId?: bigint | null; payload?: Record<string, unknown> };
const write = (tenant: bigint, ...entries: Entry[]) =>
  database.db.tenant(tenant, async (tx) => recordAudit(tx, ...entries.map(({ name = 'Ada', userId = 1n, action, targetId = null, payload = {} }) => ({ actor: { userId, name }, action, target: { type: action.split('.')[0] ?? '', id: targetId }, payload }))));
const logger = createLogger({ name: 'test', level: 'silent' });
async function get(path: string, query = '', as: Principal = reader): Promise<Response> {
  const route = auditRoutes({ project: { table: 'projects', name: 't.name' } }).find((candidate) => candidate.path === path);
  if (!route) throw new Error(`there is no ${path}`);
  return serveRoute({ db: database.db, logger, authenticate: async () => as }, route)(new Request(`http://lime.test${path}${query}`), {});
}
const list = async (query = '') => AuditPage.parse(await (await get('/audit-log', query)).json());
const failure = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => String(error));

test('nobody changes or removes what stands there: neither the application, nor the engine, nor the owner of the table', async () => {
  await write(tenantId, { action: 'run.start', targetId: 1n });
  const statements = ["UPDATE audit_log SET actor = 'nobody'", 'DELETE FROM audit_log', 'TRUNCATE audit_log', 'TRUNCATE audit_log CASCADE', "INSERT INTO audit_log (id, tenant_id, actor, action, target_type) SELECT id, tenant_id, 'x', 'x', 'x' FROM audit_log ON CONFLICT (id) DO UPDATE SET actor = 'x'"];
  const before = JSON.stringify(await list());
  for (const statement of statements) {
    const [app, engine, table] = [await failure(database.db.tenant(tenantId, (tx) => tx.sql.unsafe(statement))), await failure(database.db.engine((tx) => tx.sql.unsafe(statement))), await failure(owner.unsafe(statement))];
    expect([statement, app]).toEqual([statement, expect.stringContaining('permission denied')]);
    expect([statement, engine]).toEqual([statement, expect.stringContaining('permission denied')]);
    expect([statement, table]).toEqual([statement, expect.stringContaining('append-only')]);
  }
  for (const attempt of ['ALTER TABLE audit_log DISABLE TRIGGER ALL', 'DROP TABLE audit_log', 'SET session_replication_role = replica']) expect([attempt, await failure(database.db.tenant(tenantId, (tx) => tx.sql.unsafe(attempt)))]).toEqual([attempt, expect.stringMatching(/must be owner|permission denied/)]);
  expect(JSON.stringify(await list())).toBe(before);
});

test('nobody dates or numbers an entry: the database does', async () => {
  const columns = ["at) VALUES (71, 'x', 'x', 'x', now() - interval '1 year')", "id) VALUES (71, 'x', 'x', 'x', 1)"];
  for (const rest of columns) expect([rest, await failure(database.db.tenant(tenantId, (tx) => tx.sql.unsafe(`INSERT INTO audit_log (tenant_id, actor, action, target_type, ${rest}`)))]).toEqual([rest, expect.stringContaining('permission denied')]);
  await expect(database.db.engine((tx) => tx.sql`INSERT INTO audit_log (tenant_id, actor, action, target_type) VALUES (${tenantId}, 'x', 'x', 'x')`)).rejects.toThrow('permission denied');
});

test('an entry names the request that it came by', async () => {
  await database.db.tenant(tenantId, async (tx) => recordAudit(tx, { actor: { userId: 1n, name: 'Ada', correlationId: 'c-1' }, action: 'request.note', target: { type: 'request', id: null } }));
  expect((await list('?action=request.')).items.map(({ correlationId }) => correlationId)).toEqual(['c-1']);
  expect(await (await get('/audit-log/export', '?format=csv&action=request.')).text()).toContain('"{}","c-1"');
});

test('an application cannot write into the log of another tenant', async () => {
  expect(await failure(database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO audit_log (tenant_id, actor, action, target_type) VALUES (${otherId}, 'x', 'x', 'x')`))).toContain('row-level security');
});

test('the list is narrowed by who, what, on what and when, a page at a time', async () => {
  await write(tenantId, { action: 'gate.approve', targetId: 5n, userId: 2n, name: 'Bob' }, { action: 'gate.reject', targetId: 6n }, { action: 'gate_policy.update', targetId: 5n }, { action: 'sweep.run', userId: null, name: 'engine' });
  const actions = async (query: string) => (await list(query)).items.map(({ action }) => action);
  expect(await actions('?action=gate.')).toEqual(['gate.reject', 'gate.approve']);
  expect(await actions('?action=gate_')).toEqual(['gate_policy.update']);
  expect(await actions('?action=%25')).toEqual([]);
  expect(await actions('?actor=2')).toEqual(['gate.approve']);
  expect(await actions('?targetType=gate&targetId=5')).toEqual(['gate.approve']);
  const [newest] = (await list('?limit=1')).items;
  expect(newest).toMatchObject({ action: 'sweep.run', actor: { userId: null, name: 'engine' } });
  expect(await actions(`?to=${newest?.at}&action=sweep`)).toEqual([]);
  expect(await actions(`?from=${newest?.at}&action=sweep`)).toEqual(['sweep.run']);
  const paged: string[] = [];
  for (let query = '?limit=2'; query !== ''; ) {
    const page = await list(query);
    paged.push(...page.items.map(({ id }) => id));
    query = page.next === null ? '' : `?limit=2&cursor=${page.next}`;
  }
  expect(paged).toEqual((await list()).items.map(({ id }) => id));
});

test.each([['?actor=x'], ['?from=yesterday'], ['?targetId=-1'], ['?limit=0'], ['?cursor=x']])('a filter that is none is refused: %p', async (query) => {
  expect((await get('/audit-log', query)).status).toBe(422);
});

test('only who may read it reads it', async () => {
  for (const path of ['/audit-log', '/audit-log/export']) expect((await get(path, '', { ...reader, permissions: ['run.start'] })).status).toBe(403);
});

test('the export holds every entry of the tenant, and none of another', async () => {
  await write(tenantId, ...Array.from({ length: 2500 }, (_, index) => ({ action: 'bulk.write', targetId: BigInt(index + 1) })));
  const [row]: { count: number }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT count(*)::int AS count FROM audit_log`);
  const ndjson = await get('/audit-log/export', '?format=ndjson');
  expect([ndjson.status, ndjson.headers.get('content-type'), ndjson.headers.get('content-disposition')]).toEqual([200, 'application/x-ndjson', 'attachment; filename="audit-log.ndjson"']);
  const lines = (await ndjson.text()).trim().split('\n').map((line) => AuditEntryView.parse(JSON.parse(line)));
  // Who takes it along stands in it.
  expect(lines[0]).toMatchObject({ action: 'audit.export', actor: { name: 'Ada' }, payload: { format: 'ndjson' } });
  expect([lines.length, new Set(lines.map(({ id }) => id)).size]).toEqual([(row?.count ?? 0) + 1, (row?.count ?? 0) + 1]);
  expect(JSON.stringify(lines)).not.toContain('secret of another tenant');
  expect((await (await get('/audit-log/export', '?format=csv&action=bulk.')).text()).trim().split('\r\n')).toHaveLength(2501);
  expect((await get('/audit-log/export', '?format=xml')).status).toBe(422);
});

test('things are called by their names, those that are gone as they were called, another tenant’s never', async () => {
  const [mine, foreign]: { id: bigint }[] = await owner`INSERT INTO projects (tenant_id, key, name) VALUES (${tenantId}, 'N', 'Mine'), (${otherId}, 'N', 'secret of another tenant') RETURNING id`;
  await write(tenantId, { action: 'project.create', targetId: mine?.id ?? 0n }, { action: 'project.delete', targetId: 999_999n, payload: { name: 'Gone' } }, { action: 'project.update', targetId: foreign?.id ?? 0n }, { action: 'thing.make', targetId: 1n });
  expect((await list('?limit=4')).items.map(({ target }) => target.name)).toEqual([null, null, 'Gone', 'Mine']);
  expect(await (await get('/audit-log/export', '?format=csv&action=project.create')).text()).toContain(`"project","${mine?.id}","Mine",`);
});

test('no more of an export is read than is taken', async () => {
  const { body } = await get('/audit-log/export', '?format=ndjson&action=bulk.');
  const reading = body?.getReader();
  const sizes = [await reading?.read(), await reading?.read()].map((read) => new TextDecoder().decode(read?.value).trim().split('\n').length);
  expect(sizes).toEqual([1000, 1000]);
  await reading?.cancel();
});

test.each(['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('a spreadsheet takes nothing in it for a formula: %p', async (name) => {
  await write(tenantId, { name, action: 'formula.try', payload: { quote: 'say "hi", twice' } });
  const csv = await (await get('/audit-log/export', '?format=csv&action=formula.')).text();
  const [head, row = ''] = csv.split('\r\n');
  expect(head).toBe('id,at,actor_user_id,actor,action,target_type,target_id,target,payload,correlation_id');
  expect(row).toContain(`,"'${name.replaceAll('"', '""')}",`);
  expect(csv).toContain('"{""quote"":""say \\""hi\\"", twice""}"');
});
