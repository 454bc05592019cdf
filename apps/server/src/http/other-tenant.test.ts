import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemBody } from '@lime/contracts';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { routeSamples } from '../testing/route-samples/index.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

let app: TestApp;
let owner: Admin;
let stranger: Admin;
/** One row of the owner's for every kind of id that a path may hold. */
let ids: SampleIds;
let bodies: Record<string, unknown>;
const secret = 'known to its tenant alone';

beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  [owner, stranger] = [await app.addTenant('owner'), await app.addTenant('stranger')];
  ids = await addSampleRows(app, owner, secret);
  bodies = Object.assign({}, ...routeSamples.map((sample) => sample.bodies(ids)));
});
afterAll(() => app.close());

/** What the tests have to know of each route, area by area: see `testing/route-samples/`. */
const listed = (list: 'order' | 'last' | 'apart' | 'open') => routeSamples.flatMap((sample) => sample[list] ?? []);
const nameOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;
const withIds = () => app.parts.routes.filter((route) => route.path.includes('/:id'));
const ownersPath = (path: string) => path.replace(':id', String(ids[path.split('/')[1] ?? ''])).replace(':key', 'API_KEY');
/** Every row of the owner's, whatever table it stands in. */
const evidence = async () =>
  app.parts.db.tenant(owner.tenantId, async (tx) => {
    const tables: { name: string }[] = await tx.sql`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id' ORDER BY 1`;
    const found: string[] = [];
    for (const { name } of tables) {
      const [row]: { rows: unknown }[] = await tx.sql.unsafe(`SELECT coalesce(json_agg(t ORDER BY t::text), '[]') AS rows FROM ${name} t`);
      found.push(`${name}: ${JSON.stringify(row?.rows)}`);
    }
    return found;
  });

test('there is a route for every kind of row, and a body for every route that takes one', () => {
  expect(withIds().length).toBeGreaterThan(15);
  for (const route of app.parts.routes) {
    if (route.method !== 'GET' && route.body && !listed('apart').includes(nameOf(route))) expect(bodies).toHaveProperty([nameOf(route)]);
  }
});

test("another tenant's id is answered as one that is not there, by every route, and nothing changes", async () => {
  const before = await evidence();
  for (const route of withIds()) {
    const answer = await stranger.call(route.method, ownersPath(route.path), bodies[nameOf(route)]);
    const problem = ProblemBody.safeParse(await answer.json().catch(() => null)).data;
    expect([nameOf(route), answer.status, problem?.code]).toEqual([nameOf(route), 404, 'not_found']);
    expect(JSON.stringify(problem)).not.toContain(secret);
  }
  expect(await evidence()).toEqual(before);
});

test("another tenant's project, ticket or neighbour within a body is not there either", async () => {
  const run = { title: 'T', repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command', options: {} } };
  expect((await stranger.call('POST', '/agent-runs', { ...run, projectId: String(ids['projects']) })).status).toBe(404);
  expect((await stranger.call('POST', '/agent-runs', { ...run, ticketId: String(ids['tickets']) })).status).toBe(404);
});

test("what the server keeps of another tenant's repositories is none that can be named, though the server takes local ones", async () => {
  const someone = await app.addTenant('someone');
  const start = (url: string) => someone.call('POST', '/agent-runs', { title: 'T', repository: { url }, recipe: { name: 'command', options: {} } });
  const kept = join(app.dataDir, 'repositories', String(owner.tenantId));
  await mkdir(join(kept, 'shop.git'), { recursive: true });
  for (const url of [join(kept, 'shop.git'), `file://${kept}/shop.git/`, join(app.dataDir, 'repositories', String(someone.tenantId), '..', String(owner.tenantId), 'shop.git'), `/proc/self/root${kept}/shop.git`, join(app.dataDir, 'blobs')]) {
    const answer = await start(url);
    expect([url, answer.status, ProblemBody.parse(await answer.json()).code]).toEqual([url, 422, 'local_repository_refused']);
  }
  expect((await start(join(app.dataDir, 'demo', 'shop.git'))).status).toBe(201);
});

test('no list tells of another tenant', async () => {
  for (const route of app.parts.routes.filter((candidate) => candidate.method === 'GET' && !candidate.path.includes(':'))) {
    const answer = await stranger.call('GET', route.path);
    expect([route.path, answer.status]).toEqual([route.path, 200]);
    expect(await answer.text()).not.toContain(secret);
  }
  for (const filter of [`projectId=${ids['projects']}`, `ticketId=${ids['tickets']}`, `cursor=${(ids['agent-runs'] ?? 0n) + 100n}`]) {
    expect(await (await stranger.call('GET', `/agent-runs?${filter}`)).json()).toMatchObject({ items: [] });
  }
});

test('nobody gets anything, by any route', async () => {
  for (const route of app.parts.routes) {
    const answer = await fetch(`${app.origin}/api/v1${ownersPath(route.path)}`, { method: route.method, headers: { 'content-type': 'application/json' }, ...(route.method !== 'GET' && { body: '{}' }) });
    expect([nameOf(route), answer.status]).toEqual([nameOf(route), 401]);
  }
});

test('a person without roles may look, and change nothing', async () => {
  await app.parts.db.tenant(stranger.tenantId, (tx) => tx.sql`DELETE FROM user_roles WHERE user_id = ${stranger.userId}`);
  app.parts.sessions.forget(stranger.token);
  for (const route of app.parts.routes.filter((candidate) => candidate.method !== 'GET' && !listed('open').includes(nameOf(candidate)))) {
    const answer = await stranger.call(route.method, ownersPath(route.path), bodies[nameOf(route)] ?? {});
    expect([nameOf(route), answer.status]).toEqual([nameOf(route), 403]);
  }
});

test('every change that a person makes stands in the audit log of their tenant', async () => {
  const count = async () => {
    const [row]: { count: number }[] = await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`SELECT count(*)::int AS count FROM audit_log WHERE actor_user_id = ${owner.userId}`);
    return row?.count ?? 0;
  };
  const inOrder = [...listed('order'), ...listed('last')];
  const untested = app.parts.routes.map(nameOf).filter((name) => !name.startsWith('GET ') && !inOrder.includes(name));
  expect(untested.toSorted()).toEqual(listed('apart').toSorted());
  await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`UPDATE tickets SET latest_run_id = NULL`);
  for (const name of inOrder) {
    const [method = '', path = ''] = name.split(' ');
    const before = await count();
    const answer = await owner.call(method, ownersPath(path), bodies[name]);
    // A merge leaves two: what was decided, and the run that it starts.
    expect([name, answer.ok, (await count()) > before]).toEqual([name, true, true]);
  }
});
