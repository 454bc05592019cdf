import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AuditPage, customInstructions, hooks, ProblemBody, pageOf } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let one: Admin;
let two: Admin;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  [one, two] = [await app.addTenant('one'), await app.addTenant('two')];
});
afterAll(() => app.close());

const path = '/custom-instructions';
const problemOf = async (answer: Response) => {
  const problem = ProblemBody.parse(await answer.json());
  return [answer.status, problem.code, problem.detail];
};
const make = async (tenant: Admin, body: object) => customInstructions.view.parse(await (await tenant.call('POST', path, { scopeType: 'tenant', contentMd: 'Be brief.', ...body })).json());
const list = async (tenant: Admin, query: string) => pageOf(customInstructions.view).parse(await (await tenant.call('GET', `${path}?${query}`)).json());
const patch = (tenant: Admin, id: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${app.origin}/api/v1${path}/${id}`, { method: 'PATCH', headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

test('what is made is read back with its defaults, changed in its version, listed, and deleted; all of it is audited', async () => {
  const made = await make(one, { scopeType: 'project', scopeId: String(one.projectId), allowedPaths: ['src/**'], priority: 7 });
  expect(made).toMatchObject({ scopeType: 'project', scopeId: String(one.projectId), mode: 'any', contentMd: 'Be brief.', priority: 7, allowedPaths: ['src/**'], enabled: true, version: 1 });
  const read = await one.call('GET', `${path}/${made.id}`);
  expect([read.headers.get('etag'), await read.json()]).toEqual([expect.stringMatching(/^"1-/), made]);
  const changed = await patch(one, made.id, { contentMd: 'Be kind.', version: 1 });
  expect([changed.headers.get('etag'), await changed.json()]).toEqual([expect.stringMatching(/^"2-/), { ...made, contentMd: 'Be kind.', version: 2, updatedAt: expect.any(String) }]);
  expect((await one.call('DELETE', `${path}/${made.id}`)).status).toBe(204);
  expect((await one.call('GET', `${path}/${made.id}`)).status).toBe(404);
  const audit: { action: string; payload: unknown }[] = await app.database.db.tenant(one.tenantId, (tx) => tx.sql`SELECT action, payload FROM audit_log WHERE target_type = 'instruction' AND target_id = ${BigInt(made.id)} ORDER BY id`);
  expect(audit.map(({ action }) => action)).toEqual(['instruction.create', 'instruction.update', 'instruction.delete']);
  expect(audit[1]?.payload).toEqual({ contentMd: 'Be kind.' });
});

test('who has made a hook stands on it; the log names the request, as its answer does', async () => {
  const answer = await one.call('POST', '/hooks', { name: 'Mine', eventType: 'ticket_created', code: 'export default () => null' });
  const made = hooks.view.parse(await answer.json());
  expect(made.createdBy).toBe(String(one.userId));
  const { items } = AuditPage.parse(await (await one.call('GET', '/audit-log?action=hook.create')).json());
  expect([items[0]?.target.id, items[0]?.correlationId]).toEqual([made.id, answer.headers.get('x-correlation-id')]);
});

test('a change of what somebody else has changed meanwhile is refused, whichever way the version is told', async () => {
  const { id } = await make(one, { mode: 'review' });
  expect((await patch(one, id, { priority: 2 }, { 'if-match': '"1"' })).status).toBe(200);
  expect((await problemOf(await patch(one, id, { priority: 3 }, { 'if-match': '"1"' }))).slice(0, 2)).toEqual([412, 'version_conflict']);
  expect((await problemOf(await patch(one, id, { priority: 3, version: 1 }))).slice(0, 2)).toEqual([409, 'version_conflict']);
  expect((await problemOf(await patch(one, id, { priority: 3 }, { 'if-match': 'two' }))).slice(0, 2)).toEqual([412, 'precondition_failed']);
  expect((await patch(one, id, { priority: 3 })).status).toBe(200);
  const remove = (version: number) => fetch(`${app.origin}/api/v1${path}/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${one.token}`, 'if-match': `"${version}"` } });
  expect((await problemOf(await remove(2))).slice(0, 2)).toEqual([412, 'version_conflict']);
  expect([(await remove(3)).status, (await remove(3)).status]).toEqual([204, 404]);
});

test('of two changes at once to the same version, one is made', async () => {
  const { id } = await make(one, { mode: 'plan' });
  const answers = await Promise.all([1, 2, 3, 4].map((priority) => patch(one, id, { priority, version: 1 })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
});

test('a list is narrowed by its filters and goes on where the page before it ended', async () => {
  for (const priority of [1, 2, 3]) await make(two, { priority, enabled: priority !== 2 });
  const first = await list(two, 'enabled=true&limit=1');
  expect(first.items.map(({ priority }) => priority)).toEqual([1]);
  const second = await list(two, `enabled=true&limit=1&cursor=${first.next}`);
  expect([second.items.map(({ priority }) => priority), second.next]).toEqual([[3], null]);
  expect((await list(two, 'scopeType=project')).items).toEqual([]);
});

test.each<[string, () => Promise<Response>, number, string, string]>([
  ['a field that is wrong', () => one.call('POST', path, { scopeType: 'tenant', contentMd: '' }), 422, 'invalid_body', 'contentMd'],
  ['a field that there is none of', () => one.call('POST', path, { scopeType: 'tenant', contentMd: 'x', tenantId: '1' }), 422, 'invalid_body', 'tenantId'],
  ['a field that stays', async () => patch(one, (await make(one, { priority: 50 })).id, { scopeType: 'project' }), 422, 'invalid_body', 'scopeType'],
  ['what is there already', () => one.call('POST', path, { scopeType: 'tenant', contentMd: 'x', priority: 50 }), 409, 'instruction_exists', 'There is such'],
  ["another tenant's project", () => one.call('POST', path, { scopeType: 'project', scopeId: String(two.projectId), contentMd: 'x' }), 422, 'invalid_body', 'scopeId: there is no such project'],
  ['a scope without its id', () => one.call('POST', path, { scopeType: 'project', contentMd: 'x' }), 422, 'invalid_body', 'scopeId: name the project'],
  ['a filter that is wrong', () => one.call('GET', `${path}?enabled=maybe`), 422, 'invalid_query', 'enabled'],
  ['a cursor that is none', () => one.call('GET', `${path}?cursor=x`), 422, 'invalid_query', 'cursor'],
  ['an id that is none', () => one.call('GET', `${path}/1%20OR%201=1`), 404, 'not_found', 'no such instruction'],
])('%s is refused', async (_, ask, status, code, detail) => {
  expect(await problemOf(await ask())).toEqual([status, code, expect.stringContaining(detail)]);
});
