import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AuditPage } from '@lime/contracts';
import { auditNames } from './audit-names.ts';
import { addSampleRows } from './testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from './testing/open-test-app.ts';

let app: TestApp;
let owner: Admin;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  owner = await app.addTenant('owner');
  await addSampleRows(app, owner, 'sample');
});
afterAll(() => app.close());

test.each(Object.entries(auditNames))('a %s is found where it is said to stand, and has a name', async (_, { table, name }) => {
  const rows: { name: string | null }[] = await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql.unsafe(`SELECT (${name})::text AS name FROM ${table} t WHERE t.tenant_id = $1 LIMIT 1`, [owner.tenantId]));
  for (const row of rows) expect(row.name).toEqual(expect.stringMatching(/\S/));
});

test('the log calls a ticket, a project and a member by their names', async () => {
  const { id } = (await (await owner.call('POST', `/projects/${owner.projectId}/tickets`, { title: 'Say hello' })).json()) as { id: string };
  await owner.call('PATCH', `/projects/${owner.projectId}`, { name: 'Shop' });
  await owner.call('PATCH', `/users/${owner.userId}`, { name: 'Ada' });
  const { items } = AuditPage.parse(await (await owner.call('GET', '/audit-log?limit=3')).json());
  expect(items.map(({ target }) => [target.type, target.name])).toEqual([['user', 'Ada'], ['project', 'Shop (AL)'], ['ticket', expect.stringMatching(/^AL-\d+ Say hello$/)]]);
  expect(items[2]?.target.id).toBe(id);
});
