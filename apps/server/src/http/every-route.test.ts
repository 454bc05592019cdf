import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { CreatedApiKey, CreatedUser, pageOf, ProblemBody, RoleView } from '@lime/contracts';
import { mayDo } from '@lime/http';
import { openSession } from '@lime/identity';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { routeSamples } from '../testing/route-samples/index.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

const secret = 'known to its tenant alone';
const roleNames = ['admin', 'pm', 'dev', 'qa', 'none'] as const;
type Caller = { permissions: string[]; token: string };

let app: TestApp;
/** Of the limits alone: a minute passes whenever they look, so that they are in nobody's way. */
let clock = Date.now();
let home: Admin;
let away: Admin;
/** One row of each kind of the callers' own tenant, and of one that is none of their business. */
let own: SampleIds;
let foreign: SampleIds;
let callers: Record<string, Caller>;
let bodies: Record<string, unknown>;

beforeAll(async () => {
  app = await openTestApp({ role: 'api', now: () => (clock += 60_000) });
  home = await app.addTenant('home');
  away = await app.addTenant('away');
  foreign = await addSampleRows(app, away, secret);
  own = await ownIds();
  bodies = Object.assign({}, ...routeSamples.map((sample) => sample.bodies(foreign)));
  callers = Object.fromEntries(await Promise.all(roleNames.map(async (role) => [role, await addMember(role)] as const)));
});
afterAll(() => app.close());

/** Rows of one's own are those that a tenant has from its beginning: what is refused changes none of them. */
const ownIds = async (): Promise<SampleIds> => {
  const roles = pageOf(RoleView).parse(await (await home.call('GET', '/roles')).json()).items;
  return { projects: home.projectId, users: home.userId, roles: BigInt(roles[0]?.id ?? 1) };
};

async function addMember(role: string): Promise<Caller> {
  const { items } = pageOf(RoleView).parse(await (await home.call('GET', '/roles')).json());
  const has = items.filter(({ name }) => name === role);
  const { id } = CreatedUser.parse(await (await home.call('POST', '/users', { email: `${role}@example.org`, roleIds: has.map((one) => one.id) })).json());
  const { sessionToken } = await app.parts.db.tenant(home.tenantId, (tx) => openSession(tx, BigInt(id), 'cli'));
  return { permissions: has[0]?.permissions ?? [], token: sessionToken };
}

const listed = (list: 'open') => routeSamples.flatMap((sample) => sample[list] ?? []);
const nameOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;
const fill = (path: string, id: unknown) => path.replace(/:\w+/g, String(id));
const withOwn = (path: string) => fill(path, own[path.split('/')[1] ?? ''] ?? 999_999_999);
const withForeign = (path: string) => fill(path, foreign[path.split('/')[1] ?? ''] ?? 999_999_999);

async function ask(token: string | null, method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${app.origin}/api/v1${path}`, { method, redirect: 'manual', headers: { ...(token !== null && { authorization: `Bearer ${token}` }), 'content-type': 'application/json', ...headers }, ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }) });
  const text = await answer.text();
  const problem = ProblemBody.safeParse(answer.ok ? null : parsed(text)).data;
  return { status: answer.status, code: problem?.code ?? '', text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Everything that the two tenants keep, but for when somebody was last seen. */
async function evidence(): Promise<string[]> {
  return (await Promise.all([home, away].map(({ tenantId }) => app.parts.db.tenant(tenantId, async (tx) => {
    const tables: { name: string }[] = await tx.sql`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id' AND table_name NOT IN ('sessions', 'api_keys') ORDER BY 1`;
    const found: string[] = [];
    for (const { name } of tables) {
      const [row]: { rows: unknown }[] = await tx.sql.unsafe(`SELECT coalesce(json_agg(t ORDER BY t::text), '[]') AS rows FROM ${name} t`);
      found.push(`${name}: ${JSON.stringify(row?.rows)}`);
    }
    return found;
  })))).flat();
}

describe.each([...roleNames])('as %s', (role) => {
  test('what the role does not give is refused by every route, and changes nothing', async () => {
    const { token, permissions } = callers[role] ?? { token: '', permissions: [] };
    const before = await evidence();
    for (const route of app.parts.routes) {
      if (route.permission === null || mayDo({ permissions }, route.permission)) continue;
      for (const path of [withOwn(route.path), withForeign(route.path)]) {
        const answer = await ask(token, route.method, path, bodies[nameOf(route)]);
        expect([nameOf(route), answer.status, answer.code]).toEqual([nameOf(route), 403, 'not_permitted']);
      }
    }
    expect(await evidence()).toEqual(before);
  });

  test("another tenant's rows, rows that are not there and ids that are none are answered alike, and nothing changes", async () => {
    const { token } = callers[role] ?? { token: '' };
    const before = await evidence();
    for (const route of app.parts.routes.filter(({ path }) => path.includes('/:id'))) {
      for (const path of [withForeign(route.path), fill(route.path, '999999999'), fill(route.path, '9223372036854775808'), fill(route.path, '0x1'), fill(route.path, '%00')]) {
        const answer = await ask(token, route.method, path, bodies[nameOf(route)]);
        expect([nameOf(route), path, [403, 404].includes(answer.status), answer.text.includes(secret)]).toEqual([nameOf(route), path, true, false]);
      }
    }
    expect(await evidence()).toEqual(before);
  });

  test('no list tells of another tenant, whatever it is narrowed by', async () => {
    const { token } = callers[role] ?? { token: '' };
    for (const route of app.parts.routes.filter(({ method, path }) => method === 'GET' && !path.includes(':'))) {
      for (const query of ['', ...Object.keys(route.query?.shape ?? {}).map((name) => `?${name}=${foreign['projects']}`), '?cursor=9223372036854775807&limit=200']) {
        const answer = await ask(token, 'GET', `${route.path}${query}`, null);
        expect([nameOf(route), query, answer.status < 500, answer.text.includes(secret)]).toEqual([nameOf(route), query, true, false]);
      }
    }
  });
});

test('no credential, a wrong one, and one of another place let nobody in', async () => {
  const stranger = await app.addTenant('stranger');
  const before = await evidence();
  for (const token of [null, '', 'x', 'lime_key_nonsense', `${home.token}x`, home.token.slice(0, -1), app.parts.operatorToken]) {
    for (const route of app.parts.routes) expect([nameOf(route), (await ask(token, route.method, withOwn(route.path), bodies[nameOf(route)])).status]).toEqual([nameOf(route), 401]);
  }
  expect(await evidence()).toEqual(before);
  expect((await ask(stranger.token, 'GET', '/me', null)).status).toBe(200);
});

async function keyFor(scope: string): Promise<string> {
  const answer = await home.call('POST', '/api-keys', { name: scope, scopes: [scope] });
  expect([scope, answer.status]).toEqual([scope, 201]);
  return CreatedApiKey.parse(await answer.json()).key;
}

test('a key does what its scopes say and nothing else', async () => {
  const wanted = [...new Set(app.parts.routes.flatMap(({ permission }) => permission ?? []))];
  const keys = new Map(await Promise.all(wanted.map(async (scope) => [scope, await keyFor(scope)] as const)));
  const before = await evidence();
  for (const [scope, key] of keys) {
    for (const route of app.parts.routes.filter(({ method }) => method !== 'GET')) {
      const open = route.permission === scope;
      const answer = await ask(key, route.method, fill(route.path, 999_999_999), open ? 'no body of any route' : bodies[nameOf(route)]);
      expect([scope, nameOf(route), open ? answer.code !== 'not_permitted' && answer.status < 500 : answer.code]).toEqual([scope, nameOf(route), open || 'not_permitted']);
    }
  }
  // What a scope opens was asked for rows that are not there.
  expect((await evidence()).length).toBe(before.length);
});

test("another site's page changes nothing with a person's session", async () => {
  const before = await evidence();
  for (const route of app.parts.routes.filter(({ method }) => method !== 'GET')) {
    const answer = await ask(home.token, route.method, withOwn(route.path), bodies[nameOf(route)], { origin: 'https://evil.example' });
    expect([nameOf(route), answer.status, answer.code]).toEqual([nameOf(route), 403, 'cross_origin']);
  }
  expect([await evidence(), listed('open').length > 0]).toEqual([before, true]);
});
