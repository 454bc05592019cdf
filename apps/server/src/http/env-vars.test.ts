import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, CreatedRunnerToken, EnvVarSet, ProblemBody, Registered, RotationReport } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let one: Admin;
let two: Admin;
beforeAll(async () => {
  app = await openTestApp();
  one = await app.addTenant('one');
  two = await app.addTenant('two');
});
afterAll(() => app.close());

const secret = 'hunter2-hunter2';
const problemOf = async (answer: Response): Promise<[number, string]> => [answer.status, answer.ok ? '' : ProblemBody.parse(await answer.json()).code];
const makeSet = async (tenant: Admin, name: string) => EnvVarSet.parse(await (await tenant.call('POST', '/env-var-sets', { scopeId: String(tenant.projectId), name })).json());
const readSet = async (tenant: Admin, id: string) => EnvVarSet.parse(await (await tenant.call('GET', `/env-var-sets/${id}`)).json());
/** Every row of the database that mentions the text. */
async function rowsWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const tenant of [one, two]) {
    for (const table of ['env_vars', 'env_var_sets', 'audit_log', 'idempotency_keys', 'runs', 'run_steps', 'run_events', 'artifacts']) {
      const rows: unknown[] = await app.database.db.tenant(tenant.tenantId, (tx) => tx.sql.unsafe(`SELECT 1 FROM ${table} t WHERE t::text LIKE $1`, [`%${text}%`]));
      if (rows.length > 0) found.push(table);
    }
  }
  return found;
}

test('secrets go in and never come out; what is none is read back', async () => {
  const set = await makeSet(one, 'default');
  const setVar = (body: object) => one.call('POST', `/env-var-sets/${set.id}/vars`, body);
  const first = await setVar({ key: 'API_KEY', value: secret });
  expect([first.status, await first.json()]).toEqual([201, { key: 'API_KEY', isSecret: true, value: null, updatedAt: expect.any(String) }]);
  expect((await setVar({ key: 'API_KEY', value: `${secret}-2` })).status).toBe(200);
  await setVar({ key: 'NODE_ENV', value: 'test', isSecret: false });
  const answers = await Promise.all([one.call('GET', `/env-var-sets/${set.id}`), one.call('GET', `/env-var-sets?scopeType=project&scopeId=${one.projectId}`), one.call('GET', '/env-var-sets')]);
  for (const answer of answers) expect(await answer.text()).not.toContain(secret);
  expect((await readSet(one, set.id)).vars).toMatchObject([{ key: 'API_KEY', value: null }, { key: 'NODE_ENV', value: 'test' }]);
  expect(await rowsWith(secret)).toEqual([]);
  const audit: { action: string; payload: object }[] = await app.database.db.tenant(one.tenantId, (tx) => tx.sql`SELECT action, payload FROM audit_log WHERE target_type LIKE 'env_var%' ORDER BY id`);
  expect(audit.map((row) => row.action)).toEqual(['env_var_set.create', 'env_var.set', 'env_var.set', 'env_var.set']);
  expect(audit[1]?.payload).toEqual({ set: 'default', key: 'API_KEY', isSecret: true });
});

test('a repeated key of a request with a secret keeps nothing of it, not even a hash', async () => {
  const set = await makeSet(one, 'keyed');
  const send = (value = '123456') => fetch(`${app.origin}/api/v1/env-var-sets/${set.id}/vars`, { method: 'POST', headers: { authorization: `Bearer ${one.token}`, 'content-type': 'application/json', 'idempotency-key': 'vars-1' }, body: JSON.stringify({ key: 'PIN', value }) });
  const answers = [await send(), await send('654321')];
  expect(await Promise.all(answers.map(async (answer) => [answer.status, Object.keys(JSON.parse(await answer.text()))]))).toEqual([[201, ['key', 'isSecret', 'value', 'updatedAt']], [201, ['key', 'isSecret', 'updatedAt']]]);
  // One that knew the rest of the request could guess the value from a hash of it all.
  const [kept]: { request_hash: string; body: object }[] = await app.database.db.tenant(one.tenantId, (tx) => tx.sql`SELECT request_hash, body FROM idempotency_keys WHERE key = 'vars-1'`);
  const path = `/api/v1/env-var-sets/${set.id}/vars`;
  expect(kept).toMatchObject({ request_hash: sha256Hex(JSON.stringify(['POST', path, { key: 'PIN' }])), body: { key: 'PIN' } });
  expect((await readSet(one, set.id)).vars).toHaveLength(1);
});

test.each<[string, (set: EnvVarSet) => [string, string, unknown?], number, string]>([
  ['a name that is taken', () => ['POST', '/env-var-sets', { scopeId: String(one.projectId), name: 'refused' }], 409, 'env_var_set_name_taken'],
  ["another tenant's agents", () => ['POST', '/env-var-sets', { scopeType: 'agent', scopeId: String(two.projectId), name: 'x' }], 422, 'invalid_body'],
  ['a pipeline that is not there', () => ['POST', '/env-var-sets', { scopeType: 'pipeline', scopeId: '999999', name: 'x' }], 422, 'invalid_body'],
  ['a set of no kind of scope', () => ['POST', '/env-var-sets', { scopeType: 'weather', scopeId: '1', name: 'x' }], 422, 'invalid_body'],
  ["another tenant's project", () => ['POST', '/env-var-sets', { scopeId: String(two.projectId), name: 'x' }], 422, 'invalid_body'],
  ['a key with a space', (set) => ['POST', `/env-var-sets/${set.id}/vars`, { key: 'A B', value: secret }], 422, 'invalid_body'],
  ['a secret too short to be masked', (set) => ['POST', `/env-var-sets/${set.id}/vars`, { key: 'A', value: 'short' }], 422, 'invalid_body'],
  ['a NUL', (set) => ['POST', `/env-var-sets/${set.id}/vars`, { key: 'A', value: 'six\u0000six' , isSecret: 'yes' }], 422, 'invalid_body'],
  ['a variable that is not there', (set) => ['DELETE', `/env-var-sets/${set.id}/vars/NONE`], 404, 'not_found'],
  ['a set that is not there', () => ['PATCH', '/env-var-sets/999999', { name: 'x' }], 404, 'not_found'],
])('%s is refused', async (_, asked, status, code) => {
  const { items } = (await (await one.call('GET', '/env-var-sets')).json()) as { items: EnvVarSet[] };
  const set = items.find((known) => known.name === 'refused') ?? (await makeSet(one, 'refused'));
  expect(await problemOf(await one.call(...asked(set)))).toEqual([status, code]);
});

test("another tenant's set is not there, whatever is asked of it", async () => {
  const set = await makeSet(one, 'walled');
  await one.call('POST', `/env-var-sets/${set.id}/vars`, { key: 'API_KEY', value: secret });
  for (const [method, path, body] of [['GET', ''], ['PATCH', '', { name: 'mine' }], ['DELETE', ''], ['POST', '/vars', { key: 'API_KEY', value: 'overwritten' }], ['DELETE', '/vars/API_KEY']] as const) {
    expect(await problemOf(await two.call(method, `/env-var-sets/${set.id}${path}`, body))).toEqual([404, 'not_found']);
  }
  expect(await (await two.call('GET', `/env-var-sets?scopeId=${one.projectId}`)).json()).toEqual({ items: [], next: null });
  expect((await readSet(one, set.id)).vars).toHaveLength(1);
});

test('a page follows the one before it', async () => {
  for (const name of ['a', 'b', 'c']) await makeSet(two, name);
  const seen: string[] = [];
  for (let path: string | null = '/env-var-sets?limit=2'; path !== null; ) {
    const page = (await (await two.call('GET', path)).json()) as { items: EnvVarSet[]; next: string | null };
    seen.push(...page.items.map((set) => set.name));
    path = page.next && `/env-var-sets?limit=2&cursor=${page.next}`;
  }
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('checks get the values of their project with the claim, newest set first, and no row has them; plans get none; agents get their own', async () => {
  for (const [name, value] of [['older', 'from the older'], ['newer', secret]] as const) await two.call('POST', `/env-var-sets/${(await makeSet(two, name)).id}/vars`, { key: 'API_KEY', value });
  const { token } = CreatedRunnerToken.parse(await (await two.call('POST', '/runner-tokens', { name: 'r' })).json());
  const ask = (path: string, body: object) => fetch(`${app.origin}/runner/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const { runnerId } = Registered.parse(await (await ask('/register', { name: 'r', protocol: 1, labels: [], providers: ['recipe'], capacity: 10 })).json());
  const claim = async (mode: string) => {
    await two.call('POST', '/agent-runs', { title: 'Work', mode, projectId: String(two.projectId), repository: { url: 'https://git.example.org/a.git' }, recipe: { name: 'command', options: { command: 'true' } } });
    return Assignment.parse(await (await ask('/claim', { runnerId, waitMs: 10_000 })).json());
  };
  expect((await claim('implement')).checkEnv).toEqual({ vars: [{ key: 'API_KEY', value: secret, isSecret: true }], problem: null });
  expect((await claim('plan')).checkEnv).toEqual({ vars: [], problem: null });
  const agents = EnvVarSet.parse(await (await two.call('POST', '/env-var-sets', { scopeType: 'agent', scopeId: String(two.projectId), name: 'default' })).json());
  expect((await claim('plan')).agentEnv).toEqual({ vars: [], problem: null });
  await two.call('POST', `/env-var-sets/${agents.id}/vars`, { key: 'REGISTRY', value: `${secret} of agents` });
  for (const mode of ['plan', 'implement']) {
    const { agentEnv, checkEnv } = await claim(mode);
    expect([agentEnv.vars, checkEnv.vars.map(({ key }) => key)]).toEqual([[{ key: 'REGISTRY', value: `${secret} of agents`, isSecret: true }], mode === 'plan' ? [] : ['API_KEY']]);
  }
  expect(await rowsWith(secret)).toEqual([]);
  await app.database.db.tenant(two.tenantId, (tx) => tx.sql`UPDATE env_vars SET value_enc = set_byte(value_enc, 40, 255 - get_byte(value_enc, 40))`);
  expect((await claim('implement')).checkEnv).toEqual({ vars: [], problem: expect.stringContaining('API_KEY is not as it was sealed') });
});

test('rotation is for who runs the server', async () => {
  const operate = (method: string, path: string, token: string) => fetch(`${app.origin}/api/v1/operator/secrets${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  for (const [method, path] of [['GET', ''], ['POST', '/rotation'], ['DELETE', '/keys/x']] as const) expect(await problemOf(await operate(method, path, one.token))).toEqual([403, 'operator_only']);
  const report = RotationReport.parse(await (await operate('POST', '/rotation', app.parts.operatorToken)).json());
  const old = report.keys.at(-1)?.id ?? '';
  expect(report.rewrapped).toBeGreaterThan(0);
  expect(await problemOf(await operate('DELETE', '/keys/none', app.parts.operatorToken))).toEqual([404, 'not_found']);
  // The variables that the test above has broken keep the old key.
  expect(await problemOf(await operate('DELETE', `/keys/${old}`, app.parts.operatorToken))).toEqual([409, 'key_in_use']);
  for (const { id } of ((await (await two.call('GET', '/env-var-sets')).json()) as { items: EnvVarSet[] }).items) await two.call('DELETE', `/env-var-sets/${id}`);
  expect((await operate('DELETE', `/keys/${old}`, app.parts.operatorToken)).status).toBe(204);
});
