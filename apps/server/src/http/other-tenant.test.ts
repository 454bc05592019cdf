import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let owner: Admin;
let stranger: Admin;
/** One row of the owner's for every kind of id that a path may hold. */
let ids: Record<string, bigint>;
const secret = 'known to its tenant alone';

beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  [owner, stranger] = [await app.addTenant('owner'), await app.addTenant('stranger')];
  ids = await addRows();
});
afterAll(() => app.close());

async function addRows(): Promise<Record<string, bigint>> {
  const { tenantId, userId, projectId } = owner;
  return app.parts.db.tenant(tenantId, async (tx) => {
    const idOf = async (rows: Promise<{ id: bigint }[]>) => (await rows)[0]?.id ?? 0n;
    const [board]: { id: bigint }[] = await tx.sql`SELECT id FROM boards WHERE project_id = ${projectId}`;
    const ticket = await idOf(tx.sql`INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, created_by) VALUES (${tenantId}, ${projectId}, ${board?.id}, 1000, 'todo', 'a0', ${secret}, ${userId}) RETURNING id`);
    const run = await idOf(tx.sql`INSERT INTO runs (tenant_id, project_id, ticket_id, workflow, title, spec, input, status, waiting_on, last_seq) VALUES (${tenantId}, ${projectId}, ${ticket}, 'w', ${secret}, ${{ key: 'w', title: 'W', steps: [] }}::jsonb, '{}'::jsonb, 'waiting', 'gate', 1) RETURNING id`);
    const step = await idOf(tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${tenantId}, ${run}, 's', ${secret}, 'gate', 0, 'waiting') RETURNING id`);
    await tx.sql`INSERT INTO run_events (tenant_id, run_id, seq, body) VALUES (${tenantId}, ${run}, 1, ${{ type: 'log', text: secret }}::jsonb)`;
    const artifact = await idOf(tx.sql`INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256) VALUES (${tenantId}, ${run}, ${step}, 'diff', ${secret}, 'text/x-diff', 1, ${'0'.repeat(64)}) RETURNING id`);
    const gate = await idOf(tx.sql`INSERT INTO gates (tenant_id, run_id, step_id, artifact_id, sha256, question, policy, expires_at) VALUES (${tenantId}, ${run}, ${step}, ${artifact}, ${'0'.repeat(64)}, ${secret}, ${{ approvals: 1, roles: [], authorMayApprove: true }}::jsonb, now() + interval '1 day') RETURNING id`);
    const effect = await idOf(tx.sql`INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request, status) VALUES (${tenantId}, ${run}, ${step}, ${secret}, 'k', '{}'::jsonb, 'unknown') RETURNING id`);
    const call = await idOf(tx.sql`INSERT INTO model_calls (tenant_id, run_id, payer_run_id, step_id, protocol, model, held_micros, request_sha256) VALUES (${tenantId}, ${run}, ${run}, ${step}, 'anthropic', ${secret}, 0, ${'0'.repeat(64)}) RETURNING id`);
    const token = await idOf(tx.sql`INSERT INTO runner_tokens (tenant_id, name, token_hash) VALUES (${tenantId}, ${secret}, ${Buffer.from('hash')}) RETURNING id`);
    await tx.sql`INSERT INTO runners (tenant_id, token_id, name, providers, capacity, recipes) VALUES (${tenantId}, ${token}, ${secret}, '["recipe"]'::jsonb, 1, ${[{ name: secret, title: secret, description: '' }]}::jsonb)`;
    const set = await idOf(tx.sql`INSERT INTO env_var_sets (tenant_id, scope_type, scope_id, name) VALUES (${tenantId}, 'project', ${projectId}, ${secret}) RETURNING id`);
    await tx.sql`INSERT INTO env_vars (tenant_id, set_id, key, value_enc) VALUES (${tenantId}, ${set}, 'API_KEY', ${Buffer.from(secret)})`;
    return { 'env-var-sets': set, projects: projectId, tickets: ticket, 'agent-runs': run, artifacts: artifact, gates: gate, effects: effect, 'model-calls': call, 'runner-tokens': token };
  });
}

/** A valid body for every route that takes one; a new route is to be added here. */
const bodies: Record<string, unknown> = {
  'POST /projects': { name: 'N', key: 'NEW' },
  'PATCH /projects/:id': { name: 'taken over' },
  'POST /projects/:id/tickets': { title: 'T' },
  'PATCH /tickets/:id': { version: 1, title: 'taken over' },
  'PUT /projects/:id/budgets': { period: 'daily', limitCents: 1 },
  get 'POST /env-var-sets'() { return { scopeId: String(ids['projects']), name: 'n' }; },
  'PATCH /env-var-sets/:id': { name: 'taken over' },
  'POST /env-var-sets/:id/vars': { key: 'API_KEY', value: 'taken over' },
  'POST /runner-tokens': { name: 'n' },
  'PUT /model-settings': { retention: 'full' },
  'PUT /concurrency-limits': { scope: 'tenant', max: 5 },
  'POST /agent-runs/:id/messages': { text: 'hello' },
  'POST /agent-runs/:id/redo': { note: '' },
  'POST /gates/:id/decision': { decision: 'approve', sha256: '0'.repeat(64) },
  'POST /effects/:id/resolve': { outcome: 'applied', note: 'n' },
};
/** These name their project or ticket in the body. */
const starting = ['POST /agent-runs', 'POST /agent-runs/attempts'];
const nameOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;
const withIds = () => app.parts.routes.filter((route) => route.path.includes('/:id'));
const ownersPath = (path: string) => path.replace(':id', String(ids[path.split('/')[1] ?? ''])).replace(':key', 'API_KEY');
const evidence = async () => {
  const rows: unknown[] = await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`
    SELECT (SELECT row_to_json(p) FROM projects p) AS project, (SELECT row_to_json(t) FROM tickets t) AS ticket, (SELECT row_to_json(r) FROM runs r) AS run, (SELECT row_to_json(g) FROM gates g) AS gate,
      (SELECT row_to_json(e) FROM effects e) AS effect, (SELECT row_to_json(k) FROM runner_tokens k) AS token, (SELECT row_to_json(s) FROM env_var_sets s) AS set, (SELECT row_to_json(v) FROM env_vars v) AS variable, (SELECT count(*) FROM project_budgets) AS budgets, (SELECT count(*) FROM run_events) AS events, (SELECT count(*) FROM audit_log) AS audits`);
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
};

test('there is a route for every kind of row, and a body for every route that takes one', () => {
  expect(withIds().length).toBeGreaterThan(15);
  for (const route of app.parts.routes) {
    if (route.method !== 'GET' && route.body && !starting.includes(nameOf(route))) expect(bodies).toHaveProperty([nameOf(route)]);
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
  expect(await evidence()).toBe(before);
});

test("another tenant's project, ticket or neighbour within a body is not there either", async () => {
  const run = { title: 'T', repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command', options: {} } };
  expect((await stranger.call('POST', '/agent-runs', { ...run, projectId: String(ids['projects']) })).status).toBe(404);
  expect((await stranger.call('POST', '/agent-runs', { ...run, ticketId: String(ids['tickets']) })).status).toBe(404);
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
  const open = ['POST /auth/sign-in-links'];
  for (const route of app.parts.routes.filter((candidate) => candidate.method !== 'GET' && !open.includes(nameOf(candidate)))) {
    const answer = await stranger.call(route.method, ownersPath(route.path), bodies[nameOf(route)] ?? {});
    expect([nameOf(route), answer.status]).toEqual([nameOf(route), 403]);
  }
});

test('every change that a person makes stands in the audit log of their tenant', async () => {
  const count = async () => {
    const [row]: { count: number }[] = await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`SELECT count(*)::int AS count FROM audit_log WHERE actor_user_id = ${owner.userId}`);
    return row?.count ?? 0;
  };
  // In an order that leaves each something to do; redo and starting a run have tests of their own.
  const order = ['POST /projects', 'PATCH /projects/:id', 'PUT /projects/:id/budgets', 'POST /projects/:id/tickets', 'PATCH /tickets/:id', 'POST /runner-tokens', 'DELETE /runner-tokens/:id', 'PUT /concurrency-limits', 'PUT /model-settings',
    'POST /env-var-sets', 'PATCH /env-var-sets/:id', 'POST /env-var-sets/:id/vars', 'DELETE /env-var-sets/:id/vars/:key', 'DELETE /env-var-sets/:id',
    'POST /agent-runs/:id/messages', 'POST /effects/:id/resolve', 'POST /gates/:id/decision', 'POST /agent-runs/:id/cancel', 'POST /auth/sign-in-links', 'DELETE /tickets/:id'];
  const untested = app.parts.routes.map(nameOf).filter((name) => !name.startsWith('GET ') && !order.includes(name));
  expect(untested).toEqual([...starting, 'POST /agent-runs/:id/redo']);
  await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`UPDATE tickets SET latest_run_id = NULL`);
  for (const name of order) {
    const [method = '', path = ''] = name.split(' ');
    const before = await count();
    const answer = await owner.call(method, ownersPath(path), bodies[name]);
    expect([name, answer.ok, await count()]).toEqual([name, true, before + 1]);
  }
});
