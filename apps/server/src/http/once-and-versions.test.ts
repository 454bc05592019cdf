import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody } from '@lime/contracts';
import type { Route } from '@lime/http';
import { z } from 'zod';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { routeSamples } from '../testing/route-samples/index.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

/** Promises that every route keeps, whoever writes the next one: `If-Match` is never passed over, and a key makes a POST happen once. */
let app: TestApp;
let owner: Admin;
let ids: SampleIds;
let bodies: Record<string, unknown>;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_SESSION_RATE: '1000000' } });
  owner = await app.addTenant('owner');
  ids = await addSampleRows(app, owner, 'sample');
  bodies = Object.assign({}, ...routeSamples.map((sample) => sample.bodies(ids)));
});
afterAll(() => app.close());

const nameOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;
const addressOf = (path: string) => path.replace(':id', String(ids[path.split('/')[1] ?? ''])).replace(':key', 'API_KEY').replace(/:\w+/g, '1');
const send = (route: { method: string; path: string }, headers: Record<string, string>) => {
  const body = withoutVersion(bodies[nameOf(route)]);
  const query = route.path === '/projects/:id' && route.method === 'DELETE' ? '?confirm=owner' : '';
  return fetch(`${app.origin}/api/v1${addressOf(route.path)}${query}`, { method: route.method, redirect: 'manual', headers: { authorization: `Bearer ${owner.token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(route.method !== 'GET' && body !== undefined && { body: JSON.stringify(body) }) });
};
/** `If-Match` alone is to say it. */
const withoutVersion = (body: unknown) => (typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'version')) : body);
const parsed = (text: string): unknown => (text === '' ? null : JSON.parse(text));
const isJson = (text: string) => /^[[{]/.test(text);
const codeOf = async (answer: Response) => ProblemBody.safeParse(await answer.json().catch(() => null)).data?.code;
const evidence = () => app.parts.db.tenant(owner.tenantId, async (tx) => {
  const tables: { name: string }[] = await tx.sql`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id' AND table_name <> 'sessions' ORDER BY 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const [row]: { rows: unknown }[] = await tx.sql.unsafe(`SELECT coalesce(json_agg(t ORDER BY t::text), '[]') AS rows FROM ${name} t`);
    found.push(`${name}: ${JSON.stringify(row?.rows)}`);
  }
  return found;
});
const hasVersion = ({ answer }: Route) => answer instanceof z.ZodObject && 'version' in answer.shape;
const changes = () => app.parts.routes.filter(({ method }) => ['PATCH', 'PUT', 'DELETE'].includes(method));
const readingOf = ({ path }: Route) => app.parts.routes.find((route) => route.method === 'GET' && route.path === path);

test('whoever says which version they have read changes no other: every route that changes what has one keeps to it, and the others say that they cannot', async () => {
  const before = await evidence();
  let kept = 0;
  for (const route of changes()) {
    const answer = await send(route, { 'if-match': '"999999"' });
    const reading = readingOf(route);
    const versioned = hasVersion(route) || (reading !== undefined && hasVersion(reading));
    kept += versioned ? 1 : 0;
    expect([nameOf(route), answer.status, await codeOf(answer)]).toEqual(versioned ? [nameOf(route), 412, 'version_conflict'] : [nameOf(route), 412, expect.stringMatching(/^(no_version|version_conflict)$/)]);
  }
  expect(await evidence()).toEqual(before);
  expect(kept).toBeGreaterThan(25);
});

test('what is changed with a version is read with its ETag, by which it can be changed once', async () => {
  for (const route of changes().filter((candidate) => candidate.method === 'PATCH' && hasVersion(candidate))) {
    const read = await send({ method: 'GET', path: route.path }, {});
    const tag = read.headers.get('etag') ?? '';
    expect([nameOf(route), read.status, tag]).toEqual([nameOf(route), 200, expect.stringMatching(/^"\d+-\w+"$/)]);
    const known = await send({ method: 'GET', path: route.path }, { 'if-none-match': `"0-other", ${tag}` });
    expect([nameOf(route), known.status, known.headers.get('etag'), await known.text()]).toEqual([nameOf(route), 304, tag, '']);
    const changed = await send(route, { 'if-match': tag });
    expect([nameOf(route), changed.status, changed.headers.get('etag') === tag]).toEqual([nameOf(route), 200, false]);
    const again = await send(route, { 'if-match': tag });
    expect([nameOf(route), again.status, await codeOf(again)]).toEqual([nameOf(route), 412, 'version_conflict']);
    expect((await send({ method: 'GET', path: route.path }, { 'if-none-match': tag })).status).toBe(200);
    expect([nameOf(route), (await send(route, { 'if-match': `${tag}, ${changed.headers.get('etag')}` })).status]).toEqual([nameOf(route), 200]);
  }
});

test('what was not put away cannot be brought back, whatever it is, and nothing is written', async () => {
  const before = await evidence();
  const restoring = app.parts.routes.filter(({ path }) => path.endsWith('/restore'));
  expect(restoring.length).toBeGreaterThan(3);
  for (const route of restoring) {
    const answer = await send(route, {});
    expect([nameOf(route), answer.status, await codeOf(answer)]).toEqual([nameOf(route), 409, 'not_put_away']);
  }
  expect(await evidence()).toEqual(before);
});

const order = ['POST', 'PUT', 'PATCH', 'DELETE'];
const without = (names: readonly string[], said: unknown) => (typeof said === 'object' && said !== null && names.length > 0 ? Object.fromEntries(Object.entries(said).filter(([name]) => !names.includes(name))) : said);

test('whoever repeats a change with its Idempotency-Key has made it once, whatever the route, and gets the same answer without its secrets', async () => {
  const done: string[] = [];
  const writes = app.parts.routes.flatMap((route) => (route.method === 'GET' ? [] : [route])).toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  for (const route of writes) {
    // The repetition names the version that there was: what it did to it is no conflict.
    const tag = route.method === 'PATCH' ? (await send({ method: 'GET', path: route.path }, {})).headers.get('etag') : null;
    const key = { 'idempotency-key': nameOf(route), ...(tag !== null && { 'if-match': tag }) };
    const first = await send(route, key);
    const said = await first.text();
    if (!first.ok) continue;
    done.push(nameOf(route));
    const before = await evidence();
    const second = await send(route, key);
    const repeats = second.headers.get('idempotency-replayed');
    const told = parsed(await second.text());
    // What is no JSON is not kept, and says so.
    if (second.status === 409) expect([nameOf(route), ProblemBody.parse(told).code, isJson(said)]).toEqual([nameOf(route), 'done_already', false]);
    else expect([nameOf(route), second.status, repeats, told]).toEqual([nameOf(route), first.status, 'true', without(route.secrets ?? [], parsed(said))]);
    expect([nameOf(route), await evidence()]).toEqual([nameOf(route), before]);
  }
  for (const name of ['POST /webhooks', 'POST /api-keys', 'POST /users', 'POST /invitations', 'POST /runner-tokens', 'PATCH /tickets/:id']) expect(done).toContain(name);
  expect(done.length).toBeGreaterThan(60);
}, 60_000);
