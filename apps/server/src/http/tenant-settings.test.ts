import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Me, projectBudgets } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let admin: Admin;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  admin = await app.addTenant('zones');
});
afterAll(() => app.close());

test('an organisation’s days begin where it says, and only places that there are', async () => {
  expect(Me.parse(await (await admin.call('GET', '/me')).json()).tenant.timeZone).toBe('UTC');
  for (const timeZone of ['Mars/Olympus', "UTC'; --", '']) expect((await admin.call('PATCH', '/tenant', { timeZone })).status).toBe(422);
  const changed = await admin.call('PATCH', '/tenant', { timeZone: 'Pacific/Kiritimati' });
  expect([changed.status, await changed.json()]).toMatchObject([200, { name: 'zones', timeZone: 'Pacific/Kiritimati' }]);
  const budget = projectBudgets.view.parse(await (await admin.call('POST', '/project-budgets', { projectId: String(admin.projectId), period: 'daily', limitCents: 1 })).json());
  // Fourteen hours ahead of UTC, all year.
  expect(budget.periodStart.slice(11)).toBe('10:00:00.000Z');
});
