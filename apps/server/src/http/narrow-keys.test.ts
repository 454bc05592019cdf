import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ApiKeyView, CreatedApiKey, EnvVarView, pageOf, ProblemBody, TenantView } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let admin: Admin;
let other: Admin;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  admin = await app.addTenant('narrow');
  other = await app.addTenant('elsewhere');
});
afterAll(() => app.close());

const problemOf = async (asking: Promise<Response>) => {
  const answer = await asking;
  return [answer.status, ProblemBody.parse(await answer.json()).code];
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const make = async (body: object) => CreatedApiKey.parse(await (await admin.call('POST', '/api-keys', { name: 'ci', ...body })).json());
const change = (id: string, body: object) => admin.call('PATCH', `/api-keys/${id}`, body);

test('a key is renamed, narrowed and ends earlier, at once; never the other way', async () => {
  const made = await make({ scopes: ['board.write', 'run.start'], expiresAt: inDays(10) });
  const write = () => fetch(`${app.origin}/api/v1/projects/${admin.projectId}/tickets`, { method: 'POST', headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' }, body: JSON.stringify({ title: 'by a key' }) });
  expect((await write()).status).toBe(201);
  const end = inDays(2);
  expect(ApiKeyView.parse(await (await change(made.id, { name: 'reads', scopes: ['read', 'run.start'], expiresAt: end })).json())).toMatchObject({ name: 'reads', scopes: ['read', 'run.start'], expiresAt: end });
  expect((await write()).status).toBe(403);
  expect(await problemOf(change(made.id, { scopes: ['board.write'] }))).toEqual([422, 'wider_scopes']);
  expect(await problemOf(change(made.id, { scopes: ['*'] }))).toEqual([422, 'wider_scopes']);
  for (const expiresAt of [inDays(3), inDays(-1)]) expect(await problemOf(change(made.id, { expiresAt }))).toEqual([422, 'invalid_expiry']);
  expect(await problemOf(other.call('PATCH', `/api-keys/${made.id}`, { name: 'mine now' }))).toEqual([404, 'not_found']);
  await admin.call('DELETE', `/api-keys/${made.id}`);
  expect(await problemOf(change(made.id, { name: 'x' }))).toEqual([404, 'not_found']);
});

test('a key that may all comes to may some; one without an end gets one', async () => {
  const made = await make({ scopes: ['*'] });
  expect((await change(made.id, { scopes: ['run.start'], expiresAt: inDays(400) })).status).toBe(200);
  expect(await problemOf(change(made.id, { scopes: ['*'] }))).toEqual([422, 'wider_scopes']);
});

test('a variable that there is gets another value, and is as secret as it was', async () => {
  const { id } = await (await admin.call('POST', '/env-var-sets', { scopeId: String(admin.projectId), name: 'default' })).json() as { id: string };
  const setTo = async (key: string, body: object) => EnvVarView.parse(await (await admin.call('PATCH', `/env-var-sets/${id}/vars/${key}`, body)).json());
  for (const [key, isSecret] of [['TOKEN', true], ['MODE', false]] as const) await admin.call('POST', `/env-var-sets/${id}/vars`, { key, value: 'first value', isSecret });
  expect(await setTo('TOKEN', { value: 'second value' })).toMatchObject({ key: 'TOKEN', isSecret: true, value: null });
  expect(await setTo('MODE', { value: 'test' })).toMatchObject({ key: 'MODE', isSecret: false, value: 'test' });
  expect(await problemOf(admin.call('PATCH', `/env-var-sets/${id}/vars/TOKEN`, { value: 'short' }))).toEqual([422, 'invalid_body']);
  expect(await problemOf(admin.call('PATCH', `/env-var-sets/${id}/vars/NONE`, { value: 'second value' }))).toEqual([404, 'not_found']);
  expect(await problemOf(other.call('PATCH', `/env-var-sets/${id}/vars/TOKEN`, { value: 'second value' }))).toEqual([404, 'not_found']);
});

test('an organisation is read by its id by who belongs to it', async () => {
  const { items: [mine] } = pageOf(TenantView).parse(await (await admin.call('GET', '/tenants')).json());
  expect(TenantView.parse(await (await admin.call('GET', `/tenants/${admin.tenantId}`)).json())).toEqual(mine ?? expect.anything());
  expect(await problemOf(admin.call('GET', `/tenants/${other.tenantId}`))).toEqual([404, 'not_found']);
});
