import { afterAll, beforeAll, expect, test } from 'bun:test';
import { z } from 'zod';
import { createLogger, notFound, refuse } from '@lime/kernel';
import { ProblemBody } from '@lime/contracts';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { assertAnswer } from './assert-answer.ts';
import { idParam } from './parse-param.ts';
import { routeOutside } from './route-outside.ts';
import { created, noContent, ok, type Principal, readRoute, route, type Route, routeTogether, routeWithBody } from './route.ts';
import { serveRoute } from './serve-route.ts';
import { versionIn } from './version.ts';

let database: TestDatabase;
let person: Principal;
let other: Principal;
beforeAll(async () => {
  database = await createTestDatabase();
  person = await addPerson('one', ['note.write']);
  other = await addPerson('two', []);
});
afterAll(() => database.drop());

async function addPerson(slug: string, permissions: string[]): Promise<Principal> {
  const tenantId = await database.addTenant(slug);
  const [user]: { id: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, ${`${slug}@example.org`}) RETURNING id`);
  return { tenantId, userId: user?.id ?? 0n, name: slug, email: `${slug}@example.org`, roles: [], permissions };
}

const Note = z.strictObject({ text: z.string().min(1), extra: z.json().optional() });
const NoteQuery = z.object({ deep: z.boolean().optional(), depth: z.int().min(1).default(1), word: z.string().optional() });
let runs = 0;
/** Notes are kept in the audit log, as it takes any text. */
const write = routeWithBody({
  method: 'POST', statuses: [201], path: '/notes', permission: 'note.write', body: Note, summary: 'Write', answer: z.object({ id: z.string(), text: z.string() }),
  handle: async ({ tx, body }) => {
    runs += 1;
    const [row]: { id: bigint }[] = await tx.sql`INSERT INTO audit_log (tenant_id, actor, action, target_type, payload) VALUES (${tx.tenantId}, ${body.text}, 'note', 'note', ${body}::jsonb) RETURNING id`;
    return created({ id: String(row?.id), text: body.text });
  },
});
const ping = route({ method: 'POST', path: '/ping', permission: null, summary: 'Ping', answer: null, handle: async () => ((runs += 1), noContent) });
const refusing = route({ method: 'POST', path: '/no', permission: null, summary: 'No', answer: null, handle: async ({ tx }) => {
  runs += 1;
  await tx.sql`INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${tx.tenantId}, 'rolled back', 1)`;
  refuse(notFound('thing'));
} });
const failing = route({ method: 'POST', path: '/bug', permission: null, summary: 'Bug', answer: z.json(), handle: async ({ tx }) => ok(await tx.sql`SELECT secret_column FROM runs`) });
const read = readRoute({ path: '/notes/:id', permission: null, summary: 'Read', answer: z.object({ id: z.string() }), query: NoteQuery, handle: async ({ params }) => ok({ id: String(idParam(params, 'id', 'note')) }) });

const logger = createLogger({ name: 'test', level: 'silent' });
type Call = { as?: Principal | null; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> | ReadableStream; params?: Record<string, string>; query?: string; inspect?: typeof assertAnswer };
async function call(target: Route, { as = person, headers = {}, body, params = {}, query = '', inspect = assertAnswer }: Call = {}) {
  const request = new Request(`http://lime.test/api/v1${target.path}${query}`, { method: target.method, headers: { host: 'lime.test', ...headers }, ...(body !== undefined && { body }) });
  const response = await serveRoute({ db: database.db, logger, authenticate: async () => as, inspect }, target)(request, params);
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), repeats: response.headers.get('idempotency-replayed'), body: text === '' ? null : JSON.parse(text) };
}
const json = (value: unknown, headers: Record<string, string> = {}): Call => ({ headers: { 'content-type': 'application/json', ...headers }, body: typeof value === 'string' ? value : JSON.stringify(value) });
const keyed = (value: unknown, key: string) => json(value, { 'idempotency-key': key });

test.each<[string, Route, Call, number, string]>([
  ['nobody known', write, { ...json({ text: 'x' }), as: null }, 401, 'unauthenticated'],
  ['somebody who may not', write, { ...json({ text: 'x' }), get as() { return other; } }, 403, 'not_permitted'],
  ["another site's page", write, json({ text: 'x' }, { origin: 'https://evil.example' }), 403, 'cross_origin'],
  ['an origin that is none', write, json({ text: 'x' }, { origin: 'null' }), 403, 'cross_origin'],
  ['a form', write, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'text=x' }, 415, 'unsupported_media_type'],
  ['JSON as plain text', write, { headers: { 'content-type': 'text/plain' }, body: '{"text":"x"}' }, 415, 'unsupported_media_type'],
  ['no content type', write, { headers: {}, body: new Uint8Array([123, 125]) }, 415, 'unsupported_media_type'],
  ['half a JSON', write, json('{"text":'), 400, 'invalid_json'],
  ['an empty body', write, json(''), 400, 'invalid_json'],
  ['a body past the limit', write, json({ text: 'x'.repeat(1_000_001) }), 413, 'body_too_large'],
  ['a missing field', write, json({}), 422, 'invalid_body'],
  ['a field too many', write, json({ text: 'x', admin: true }), 422, 'invalid_body'],
  ['a list where an object belongs', write, json([]), 422, 'invalid_body'],
  ['a body nested a hundred thousand deep', write, json(`{"text":"x","extra":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 400, 'invalid_json'],
  ['an id that is none', read, { params: { id: '0x1' } }, 404, 'not_found'],
  ['an id past all ids', read, { params: { id: '9223372036854775808' } }, 404, 'not_found'],
  ['a number that is none', read, { params: { id: '1' }, query: '?depth=many' }, 422, 'invalid_query'],
  ['a truth that is none', read, { params: { id: '1' }, query: '?deep=maybe' }, 422, 'invalid_query'],
  ['a filter that is none', read, { params: { id: '1' }, query: '?other=1' }, 422, 'invalid_query'],
  ['a filter where there is none', write, { ...json({ text: 'x' }), query: '?text=x' }, 422, 'invalid_query'],
  ['a filter that is there twice', read, { params: { id: '1' }, query: '?depth=1&depth=2' }, 422, 'invalid_query'],
  ['a word that Postgres cannot keep', read, { params: { id: '1' }, query: '?word=%00' }, 422, 'invalid_query'],
  ['a key that is too long', write, keyed({ text: 'x' }, 'k'.repeat(201)), 400, 'invalid_idempotency_key'],
])('%s is refused', async (_, target, request, status, code) => {
  const answer = await call(target, request);
  const problem = ProblemBody.parse(answer.body);
  expect([answer.status, problem.code, problem.status, answer.type]).toEqual([status, code, status, 'application/problem+json']);
  expect(problem.correlation_id).toMatch(/^[0-9a-f-]{36}$/);
});

test('a body whose length is not told is cut off at the limit all the same', async () => {
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000).fill(32)) });
  expect((await call(write, { headers: { 'content-type': 'application/json' }, body: endless })).status).toBe(413);
});

test('what is wrong is named, and not echoed', async () => {
  const answer = await call(write, json({ text: '', secret_thing: 'hunter2' }));
  expect(answer.body.details.fields.map((field: { path: string }) => field.path)).toContain('text');
  expect(JSON.stringify(answer.body)).not.toContain('hunter2');
});

test('a bug answers 500 without a word of what it was', async () => {
  const answer = await call(failing);
  expect([answer.status, answer.body.code]).toEqual([500, 'internal']);
  expect(JSON.stringify(answer.body)).not.toContain('secret_column');
});

test('a query says what its schema knows; what is empty is left out', async () => {
  expect((await call(read, { params: { id: '1' }, query: '?deep=true&depth=3&word=' })).status).toBe(200);
});

test.each<[string, Route]>([
  ['another shape', readRoute({ path: '/a', permission: null, summary: 'A', answer: z.object({ id: z.string() }), handle: async () => ok({ id: 1 }) })],
  ['more than it says', readRoute({ path: '/b', permission: null, summary: 'B', answer: z.object({ list: z.array(z.object({ id: z.string() })) }), handle: async () => ok({ list: [{ id: '1', secret: 'x' }] }) })],
  ['nothing where it says something', route({ method: 'POST', path: '/c', permission: null, summary: 'C', answer: z.string(), handle: async () => noContent })],
  ['bytes where it says nothing', route({ method: 'POST', path: '/d', permission: null, summary: 'D', answer: null, handle: async () => ({ raw: new Response('x') }) })],
])('a route that answers %s is found out where answers are inspected', async (_, lying) => {
  expect((await call(lying)).status).toBe(500);
  expect((await call(lying, { inspect: () => {} }).catch(() => ({ status: 200 }))).status).toBeLessThan(300);
});

test('a refusal takes back what was written before it', async () => {
  expect((await call(refusing)).status).toBe(404);
  const rows: unknown[] = await database.db.tenant(person.tenantId, (tx) => tx.sql`SELECT 1 FROM concurrency_limits`);
  expect(rows).toHaveLength(0);
});

test('the own site, a program without an origin, and a charset beside the content type are let in', async () => {
  expect((await call(write, json({ text: 'x' }, { origin: 'http://lime.test' }))).status).toBe(201);
  expect((await call(write, json({ text: 'x' }, { 'content-type': 'application/json; charset=utf-8' }))).status).toBe(201);
});

test('text that Postgres cannot keep is kept as what can be shown for it', async () => {
  const answer = await call(write, json('{"text":"a\\u0000b\\ud800c \\\\u0000","extra":{"k\\u0000":["\\udfff"]}}'));
  expect([answer.status, answer.body]).toMatchObject([201, { text: 'a\uFFFDb\uFFFDc \\u0000' }]);
});

test('a repeated key gives the same answer and does nothing twice, also at the same moment', async () => {
  runs = 0;
  const answers = await Promise.all(Array.from({ length: 6 }, () => call(write, keyed({ text: 'once' }, 'key-1'))));
  expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
  expect([answers[0]?.status, runs]).toEqual([201, 1]);
});

test('a key is refused for another body or another path, and is free for another person', async () => {
  await call(write, keyed({ text: 'first' }, 'key-2'));
  expect(await call(write, keyed({ text: 'second' }, 'key-2'))).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  expect(await call(ping, { headers: { 'idempotency-key': 'key-2' } })).toMatchObject({ status: 409 });
  expect(await call(ping, { headers: { 'idempotency-key': 'key-2' }, as: other })).toMatchObject({ status: 204 });
});

test('an answer without a body is kept like any other', async () => {
  runs = 0;
  for (let time = 0; time < 3; time += 1) expect((await call(ping, { headers: { 'idempotency-key': 'key-3' } })).status).toBe(204);
  expect(runs).toBe(1);
});

test('a refused request leaves its key free', async () => {
  runs = 0;
  for (let time = 0; time < 2; time += 1) expect((await call(refusing, { headers: { 'idempotency-key': 'key-4' } })).status).toBe(404);
  expect(runs).toBe(2);
});

const Token = z.strictObject({ name: z.string(), password: z.string() });
const token = routeWithBody({
  method: 'POST', statuses: [201], path: '/tokens', permission: null, secrets: ['password', 'token'], body: Token, summary: 'Make', answer: z.object({ name: z.string(), token: z.string() }),
  handle: async ({ body }) => ((runs += 1), created({ name: body.name, token: 'shown this once' })),
});

test('a secret is not kept: whoever repeats the request gets the same answer without it, and nothing is done twice', async () => {
  runs = 0;
  expect(await call(token, keyed({ name: 'a', password: 'hunter2' }, 'key-5'))).toMatchObject({ status: 201, repeats: null, body: { name: 'a', token: 'shown this once' } });
  for (const password of ['hunter2', 'hunter3']) expect(await call(token, keyed({ name: 'a', password }, 'key-5'))).toEqual({ status: 201, type: expect.any(String), repeats: 'true', body: { name: 'a' } });
  expect(await call(token, keyed({ name: 'b', password: 'hunter2' }, 'key-5'))).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  const kept: unknown[] = await database.db.tenant(person.tenantId, (tx) => tx.sql`SELECT 1 FROM idempotency_keys WHERE body::text LIKE '%shown this once%'`);
  expect([runs, kept]).toEqual([1, []]);
});

test('a key is kept for every method, and for the request of one method alone', async () => {
  runs = 0;
  const [change, remove] = (['PATCH', 'DELETE'] as const).map((method) => ({ ...ping, method }));
  if (!change || !remove) throw new Error('two methods, two routes');
  for (let time = 0; time < 2; time += 1) expect((await call(change, { headers: { 'idempotency-key': 'key-8' } })).status).toBe(204);
  expect(await call(remove, { headers: { 'idempotency-key': 'key-8' } })).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  expect(runs).toBe(1);
});

test('what asks another server is done once too, also at the same moment; a refusal leaves the key free, what was cut off does not', async () => {
  runs = 0;
  let outcome: 'done' | 'refused' | 'cut off' = 'done';
  const asking = routeOutside({ method: 'POST', path: '/away', permission: null, body: z.strictObject({ n: z.int() }), summary: 'Ask', answer: z.object({ n: z.int() }), handle: async ({ body }) => {
    runs += 1;
    if (outcome === 'refused') refuse(notFound('thing'));
    if (outcome === 'cut off') throw new Error('the process died');
    return ok(body);
  } });
  const answers = await Promise.all(Array.from({ length: 4 }, () => call(asking, keyed({ n: 1 }, 'away-1'))));
  expect([runs, answers.filter(({ status }) => status === 200).length > 0, answers.every(({ status, body }) => status === 200 || body.code === 'outcome_unknown')]).toEqual([1, true, true]);
  expect(await call(asking, keyed({ n: 1 }, 'away-1'))).toMatchObject({ status: 200, body: { n: 1 } });
  expect(await call(asking, keyed({ n: 2 }, 'away-1'))).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  outcome = 'refused';
  for (let time = 0; time < 2; time += 1) expect((await call(asking, keyed({ n: 1 }, 'away-2'))).status).toBe(404);
  expect(runs).toBe(3);
  outcome = 'cut off';
  expect((await call(asking, keyed({ n: 1 }, 'away-2'))).status).toBe(500);
  expect(await call(asking, keyed({ n: 1 }, 'away-2'))).toMatchObject({ status: 409, body: { code: 'outcome_unknown' } });
  expect(runs).toBe(4);
});

test('a route answers with the statuses that it says', async () => {
  const odd = routeWithBody({ method: 'POST', path: '/odd', permission: null, body: z.strictObject({}), summary: 'Odd', answer: z.object({}), handle: async () => created({}) });
  expect([(await call(odd, json({}))).status, (await call({ ...odd, statuses: [200, 201] }, json({}))).status]).toEqual([500, 201]);
});

test('no body says nothing, as an empty object does; what asks for something says what is missing', async () => {
  const lenient = routeWithBody({ method: 'POST', path: '/lenient', permission: null, body: z.strictObject({ note: z.string().default('none') }), summary: 'L', answer: z.object({ note: z.string() }), handle: async ({ body }) => ok(body) });
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => serveRoute({ db: database.db, logger, authenticate: async () => person }, request.url.endsWith('/lenient') ? lenient : write)(request, {}) });
  try {
    const post = (path: string, init: RequestInit) => fetch(`${server.url.origin}${path}`, { method: 'POST', ...init });
    for (const init of [{}, { body: '' }, { headers: { 'content-type': 'application/json' } }]) {
      const answer = await post('/lenient', init);
      expect([answer.status, await answer.json()]).toEqual([200, { note: 'none' }]);
    }
    expect(await (await post('/strict', {})).json()).toMatchObject({ status: 422, details: { fields: [{ path: 'text' }] } });
  } finally {
    await server.stop(true);
  }
});

test('a version that was read is held to what there is, by header and by body; what has none refuses to be held', async () => {
  const [project]: { id: bigint }[] = await database.db.tenant(person.tenantId, (tx) => tx.sql`INSERT INTO projects (tenant_id, key, name) VALUES (${person.tenantId}, 'V', 'V') RETURNING id`);
  const rename = routeWithBody({ method: 'PATCH', path: '/v/:id', permission: null, version: versionIn('projects', 'project'), body: z.strictObject({ name: z.string(), version: z.int().optional() }), summary: 'V', answer: null, handle: async ({ tx, params, body }) => {
    await tx.sql`UPDATE projects SET name = ${body.name} WHERE tenant_id = ${tx.tenantId} AND id = ${idParam(params, 'id', 'project')}`;
    return noContent;
  } });
  const to = (headers: Record<string, string>, version?: number) => call(rename, { ...json({ name: 'W', version }, headers), params: { id: String(project?.id) } });
  expect((await to({ 'if-match': '"1"' })).status).toBe(204);
  expect(await to({ 'if-match': '"1"' })).toMatchObject({ status: 412, body: { code: 'version_conflict', details: { version: 2 } } });
  expect(await to({ 'if-match': '"1", "9-x"' })).toMatchObject({ status: 412, body: { code: 'version_conflict', details: { version: 2 } } });
  expect(await to({}, 1)).toMatchObject({ status: 409, body: { code: 'version_conflict', details: { version: 2 } } });
  expect(await to({ 'if-match': '"2"' }, 1)).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  const together = await Promise.all(Array.from({ length: 5 }, () => to({}, 2)));
  expect(together.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([204, 409, 409, 409, 409]);
  expect((await to({ 'if-match': '"1", W/"3-x"' })).status).toBe(204);
  expect((await to({ 'if-match': '*' })).status).toBe(204);
  expect(await call(ping, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 412, body: { code: 'no_version' } });
});

let together: number[] = [];
/** Takes no note that says `no`. */
const writeTogether = routeTogether({
  method: 'POST', statuses: [201], path: '/notes-together', permission: 'note.write', body: Note, summary: 'Write', answer: z.object({ text: z.string() }),
  ask: ({ body, params }) => ({ text: body.text, id: params['id'] === undefined ? null : idParam(params, 'id', 'note') }),
  handleAll: async (tx, notes) => {
    together.push(notes.length);
    const wanted = notes.filter((note) => note.text !== 'no');
    for (const { text } of wanted) await tx.sql`INSERT INTO audit_log (tenant_id, actor, action, target_type) VALUES (${tx.tenantId}, ${text}, 'together', 'note')`;
    return notes.map((note) => (note.text === 'no' ? { refused: notFound('word') } : created({ text: note.text })));
  },
});
const keptTogether = (): Promise<string[]> => database.db.tenant(person.tenantId, async (tx) => (await tx.sql`SELECT actor FROM audit_log WHERE action = 'together' ORDER BY id`).map((row: { actor: string }) => row.actor));

test('requests that share a transaction are each answered for themselves: done, refused by the route, or never let in', async () => {
  together = [];
  const serve = serveRoute({ db: database.db, logger, authenticate: async (request) => (request.headers.has('x-other') ? other : person) }, writeTogether);
  const post = async (body: unknown, { params = {}, headers = {} }: Call = {}) => (await serve(new Request('http://lime.test/n', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }), params)).status;
  expect(await Promise.all([post({ text: 'a' }), post({ text: 'no' }), post({}), post({ text: 'b' }), post({ text: 'c' }, { headers: { 'x-other': '1' } }), post({ text: 'd' }, { params: { id: 'none' } })])).toEqual([201, 404, 422, 201, 403, 404]);
  expect([together, await keptTogether()]).toEqual([[3], ['a', 'b']]);
});

test('a request with a key is done once also where others share a transaction', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => call(writeTogether, keyed({ text: 'keyed' }, 'key-6'))));
  expect([answers.map((answer) => answer.status), (await keptTogether()).filter((text) => text === 'keyed')]).toEqual([[201, 201, 201, 201], ['keyed']]);
  expect((await call(writeTogether, keyed({ text: 'no' }, 'key-7'))).status).toBe(404);
});
