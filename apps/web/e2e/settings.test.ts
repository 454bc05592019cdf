import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { CreatedInvitation, Me, pageOf, RoleView, TenantView } from '@lime/contracts';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { faultsOf } from './find-faults.ts';
import { type Demo, openDemo } from './open-demo.ts';

let demo: Demo;
let page: Page;
let origin: string;

beforeAll(async () => {
  demo = await openDemo({ reducedMotion: 'reduce' }, undefined, { LIME_DEMO: 'off', LIME_PRIVATE_HOSTS: '127.0.0.1' });
  page = demo.page;
  origin = demo.server.origin;
  await page.goto(demo.server.signInLink);
  await page.getByRole('link', { name: 'Runs' }).waitFor();
  const made = await page.request.post(`${origin}/api/v1/projects`, { headers: { origin }, data: { name: 'Shop', key: 'SHOP' } });
  expect(made.ok()).toBe(true);
}, 120_000);

afterAll(() => demo?.close(), 30_000);

const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const button = (name: string | RegExp) => page.getByRole('button', { name });
/** In the dialog that is open. */
const field = (name: string | RegExp) => page.getByRole('dialog').getByLabel(name, { exact: true });
const open = async (section: string) => {
  await page.goto(`${origin}/settings/${section}`);
  await page.getByRole('navigation', { name: 'Settings' }).waitFor();
};

describe('what an organisation keeps has one screen, made of its definition', () => {
  test('an empty list says what it is for, and its first one is refused with every field named, then made', async () => {
    await open('project-budgets');
    await page.getByText('What the runs of a project may cost in a day, a week or a month.').waitFor();
    await button('New budget').click();
    await button('Create budget').click();
    await page.getByRole('dialog').getByText('This is needed').first().waitFor();
    await field('Project').selectOption({ label: 'Shop' });
    await field('Period').selectOption({ label: 'Monthly' });
    await field('Limit').fill('a lot');
    await button('Create budget').click();
    await page.getByText('Write a number').waitFor();
    await field('Limit').fill('125.50');
    await button('Create budget').click();
    await row('All runs').getByText('of $125.50').waitFor();
  });

  test('what the server alone can know is wrong stands at its field as well', async () => {
    await button('New budget').click();
    await field('Project').selectOption({ label: 'Shop' });
    await field('Period').selectOption({ label: 'Monthly' });
    await field('Limit').fill('5');
    await button('Create budget').click();
    await page.getByRole('dialog').getByRole('alert').getByText('There is such a budget already').waitFor();
    await page.keyboard.press('Escape');
  });

  test('it is edited; what cannot change is locked', async () => {
    await button('Edit Monthly budget').click();
    expect(await field('Period').isDisabled()).toBe(true);
    expect(await field('Limit').inputValue()).toBe('125.50');
    await field('Limit').fill('200');
    await page.getByRole('switch', { name: 'Hard stop' }).uncheck();
    await button('Save').click();
    await row('All runs').getByText('of $200.00').waitFor();
    await row('All runs').getByText('No, only told').waitFor();
  });

  test('when somebody else was quicker nothing is overwritten: it is loaded as it is now', async () => {
    await button('Edit Monthly budget').click();
    const beforeHand = async (route: Route) => {
      await page.request.patch(route.request().url(), { headers: { origin }, data: { limitCents: 30_000 } });
      await route.continue();
    };
    await page.route('**/api/v1/project-budgets/*', beforeHand, { times: 1 });
    await field('Limit').fill('1');
    await button('Save').click();
    await page.getByText('Somebody changed this budget meanwhile.').waitFor();
    await button('Load how it is now').click();
    await page.getByText('Somebody changed this budget meanwhile.').waitFor({ state: 'detached' });
    expect(await field('Limit').inputValue()).toBe('300.00');
    await field('Limit').fill('310');
    await button('Save').click();
    await row('All runs').getByText('of $310.00').waitFor();
  });

  test('it is narrowed by chips, and deleted when asked once more', async () => {
    await button('Period').click();
    await page.getByRole('menuitemcheckbox', { name: 'Daily' }).click();
    await page.getByText('No budget fits.').waitFor();
    await button('Any period').click();
    await button('Delete Monthly budget').click();
    await button('Delete budget').click();
    await page.getByText('The budget is deleted').waitFor();
    await row('All runs').waitFor({ state: 'detached' });
  });

  test('fields of fields, and which there are by a choice', async () => {
    await open('deployment-targets');
    await button('New deployment target').first().click();
    await field('Project').selectOption({ label: 'Shop' });
    await field('Name').fill('machine');
    await field('Provider').selectOption({ label: 'SSH' });
    await field('Host').fill('deploy.example.org');
    await field('User').fill('deploy');
    await field('Host key').fill('not a key');
    await field('Command').fill('systemctl restart shop');
    await button('Create deployment target').click();
    await page.getByText('must be a public key, such as').waitFor();
    await field('Host key').fill('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5fV0H0sYz0Yl0mF0O2b5yqkQ0nR7mB8hX5Yk7Tn6aP');
    await button('Create deployment target').click();
    await row('machine').getByText('SSH').waitFor();
  });

  test('a target that was deleted by mistake is brought back', async () => {
    await button('Delete machine').click();
    await page.getByRole('alertdialog').getByRole('button', { name: /^Delete/ }).click();
    await row('machine').waitFor({ state: 'detached' });
    await button('Undo').click();
    await row('machine').getByText('SSH').waitFor();
  });

  test('or later, from those that are archived; the screen is accessible and fits', async () => {
    await button('Delete machine').click();
    await page.getByRole('alertdialog').getByRole('button', { name: /^Delete/ }).click();
    await row('machine').waitFor({ state: 'detached' });
    expect(await faultsOf(page, async () => {
      await open('deployment-targets');
      await button('Archived').click();
      await button('Restore machine').waitFor();
    })).toEqual([]);
    expect(await button('Edit machine').count()).toBe(0);
    await button('Restore machine').click();
    await page.getByText('No deployment target fits.').waitFor();
    await button('Archived').click();
    await button('Edit machine').waitFor();
  });
});

test('a hook is tried before it is saved, tested when it is, and says what it would refuse', async () => {
  await open('hooks');
  await button('New hook').first().click();
  await field('Name').fill('Freeze');
  await field('Event').selectOption({ label: 'Before deploy' });
  await field('Code').fill('export default () => { console.log("thinking"); return { deny: "not today" }; }');
  await button('Try it on a sample').click();
  await page.getByRole('dialog').getByText('Refused it').waitFor();
  await page.getByRole('dialog').getByText('thinking', { exact: true }).waitFor();
  await button('Create hook').click();
  await button('Test Freeze').click();
  await field('Payload (optional)').fill('[1]');
  await button('Run it').click();
  await page.getByText('This is no JSON object').waitFor();
  await field('Payload (optional)').fill('{}');
  await button('Run it').click();
  await page.getByRole('dialog').getByText('"deny": "not today"').waitFor();
  await page.keyboard.press('Escape');
  await button('History of Freeze').click();
  await page.getByText('It was not called yet.').waitFor();
  await page.keyboard.press('Escape');
});

test('an API key is shown once, does what it may and no more, and is revoked', async () => {
  await open('api-keys');
  await button('New API key').click();
  await button('Create key').click();
  await page.getByText('Give it a name').waitFor();
  await field('Name').fill('script');
  await button('Create key').click();
  const key = await page.getByRole('dialog').getByText(/^lime_[\w-]+$/).innerText();
  const asked = (method: string, path: string, body?: object) => fetch(`${origin}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  expect((await asked('GET', '/projects')).status).toBe(200);
  expect((await asked('POST', '/labels', { name: 'bug' })).status).toBe(403);
  await button('Done').click();
  await row('script').waitFor();
  expect(await page.content()).not.toContain(key);
  await button('Revoke script').click();
  await button('Revoke key').click();
  await row('script').getByText('Revoked').waitFor();
  expect((await asked('GET', '/projects')).status).toBe(401);
});

describe('people', () => {
  let guest: BrowserContext;
  afterAll(() => guest?.close());

  test('somebody who is invited comes in by the link, with the roles and no more', async () => {
    await open('members');
    await button('Invite somebody').click();
    await field('Email address').fill('ada@example.org');
    await button('Make the link').click();
    await page.getByText('must name a role at least').waitFor();
    await page.getByRole('checkbox', { name: /^qa/ }).check();
    await button('Make the link').click();
    const link = await page.getByRole('dialog').getByText(/\/join\?token=/).innerText();
    await button('Done').click();
    guest = await demo.browser.newContext();
    const theirs = await guest.newPage();
    await theirs.goto(link);
    await theirs.getByText('invited ada@example.org').waitFor();
    await theirs.getByLabel('Your name').fill('Ada');
    await theirs.getByRole('button', { name: 'Accept and sign in' }).click();
    await theirs.getByRole('link', { name: 'Runs' }).waitFor();
    await theirs.goto(`${origin}/settings/labels`);
    await theirs.getByRole('button', { name: 'New label' }).waitFor();
    await theirs.goto(`${origin}/settings/hooks`);
    await theirs.getByRole('row').filter({ hasText: 'Freeze' }).waitFor();
    expect(await theirs.getByRole('button', { name: 'New hook' }).count()).toBe(0);
    await theirs.goto(`${origin}/settings/audit-log`);
    await theirs.getByText('You may not read it').waitFor();
    await theirs.goto(link);
    await theirs.getByText('This invitation does not work').waitFor();
  });

  test('whoever is in already opens an invitation to another organisation as the same person', async () => {
    const ask = async (path: string, data?: object) => JSON.parse(await (await page.request.fetch(`${origin}/api/v1${path}`, { method: data === undefined ? 'GET' : 'POST', headers: { origin }, ...(data && { data }) })).text()) as unknown;
    const { tenant: own } = Me.parse(await ask('/me'));
    const { id: bakery } = TenantView.parse(await ask('/tenants', { name: 'Bakery' }));
    await ask('/auth/switch', { tenantId: bakery });
    const roles = pageOf(RoleView).parse(await ask('/roles')).items.filter(({ name }) => name === 'qa');
    const { url } = CreatedInvitation.parse(await ask('/invitations', { email: 'ada@example.org', roleIds: roles.map(({ id }) => id) }));
    await ask('/auth/switch', { tenantId: own.id });
    const theirs = await guest.newPage();
    await theirs.goto(url);
    await theirs.getByText('You are signed in as ada@example.org.').waitFor();
    await theirs.getByRole('button', { name: 'Accept as Ada' }).click();
    await theirs.getByRole('link', { name: 'Runs' }).waitFor();
    const theirOwn = pageOf(TenantView).parse(await (await guest.request.get(`${origin}/api/v1/tenants`)).json());
    expect(theirOwn.items.map(({ name }) => name)).toContain('Bakery');
    await guest.request.post(`${origin}/api/v1/auth/switch`, { headers: { origin }, data: { tenantId: own.id } });
    await theirs.close();
  });

  const ada = () => page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: 'Ada' });

  test('roles are given and members disabled; their sessions end at once', async () => {
    await open('members');
    await ada().getByText('qa').waitFor();
    await button('Actions for Ada').click();
    await page.getByRole('menuitem', { name: 'Change roles…' }).click();
    await page.getByRole('checkbox', { name: /^dev/ }).check();
    await button('Save').click();
    await ada().getByText('dev').waitFor();
    await button('Actions for Ada').click();
    await page.getByRole('menuitem', { name: 'Disable…' }).click();
    await button('Disable member').click();
    await ada().getByText('Disabled').waitFor();
    expect((await guest.request.get(`${origin}/api/v1/me`)).status()).toBe(401);
  });

  test('a role of one’s own is made of permissions in words', async () => {
    await open('roles');
    await button('New role').click();
    await field('Name').fill('Keeper');
    await page.getByRole('checkbox', { name: /^write hooks/ }).check();
    await button('Create role').click();
    await page.getByText('must be lower-case letters').waitFor();
    await field('Name').fill('keeper');
    await button('Create role').click();
    await row('keeper').getByText('1 thing').waitFor();
  });
});

test('the audit log is narrowed, and exported as it is narrowed', async () => {
  await open('audit-log');
  await page.getByLabel('Action, or how it begins').fill('budget.');
  await page.getByRole('row').filter({ hasText: 'role.create' }).waitFor({ state: 'detached' });
  await row('budget.delete').waitFor();
  await page.getByRole('row').filter({ hasText: /deleted the budget/ }).first().waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const lines = (await Bun.file((await (await saved).path()) ?? '').text()).trim().split('\n');
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.slice(1).every((line) => line.includes('budget.'))).toBe(true);
});

test('the organisation gets another name and time zone; a wrong one is refused at its field', async () => {
  await open('organisation');
  const zone = page.getByLabel('Time zone');
  const save = page.getByRole('region', { name: 'Organisation', exact: true }).getByRole('button', { name: 'Save' });
  await zone.fill('Mars/Olympus');
  await save.click();
  await page.getByText('is not the name of a time zone').waitFor();
  await zone.fill('Europe/Berlin');
  await save.click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  expect(await zone.inputValue()).toBe('Europe/Berlin');
});

test('a webhook gets an address and a secret; what comes by it is shown and handled again', async () => {
  await open('webhooks');
  await button('New webhook').first().click();
  await field('Name').fill('shop');
  await button('Create webhook').click();
  const address = await page.getByRole('dialog').getByText(/\/webhooks\/in\//).innerText();
  const secret = await page.getByRole('dialog').locator('code').nth(1).innerText();
  await button('Done').click();
  const body = JSON.stringify({ zen: 'Keep it logically awesome.', hook_id: 1 });
  const signature = new Bun.CryptoHasher('sha256', secret).update(body).digest('hex');
  const sent = await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-github-event': 'ping', 'x-github-delivery': 'one', 'x-hub-signature-256': `sha256=${signature}` } });
  expect(sent.status).toBe(202);
  await button(/^Look at delivery/).click();
  await page.getByRole('dialog').getByText('Keep it logically awesome.').waitFor();
  await button('Handle it again').click();
  await page.getByText('It is being handled again').waitFor();
  await page.getByRole('dialog').getByText('2 times').waitFor();
  await page.keyboard.press('Escape');
});

// The others are made of the same parts.
const sections = ['organisation', 'members', 'audit-log', 'api-keys', 'sessions', 'connectors', 'webhooks', 'deployment-targets', 'custom-instructions', 'hooks'];
const dialogs: { section: string; name: string }[] = [
  { section: 'hooks', name: 'New hook' },
  { section: 'deployment-targets', name: 'New deployment target' },
  { section: 'connectors', name: 'New connector' },
  { section: 'roles', name: 'New role' },
];

describe('every screen of the settings is accessible and fits, light and dark, large and small', () => {
  const settled = () => page.waitForFunction(() => document.querySelector('main [role=status][aria-label]') === null);
  test.each(sections)('%s', async (section) => {
    expect(await faultsOf(page, async () => {
      await page.goto(`${origin}/settings/${section}`);
      await page.getByRole('main').getByRole('region').first().waitFor();
      await settled();
    })).toEqual([]);
  });

  test.each(dialogs)('$name', async ({ section, name }) => {
    expect(await faultsOf(page, async () => {
      await page.goto(`${origin}/settings/${section}`);
      await page.getByRole('button', { name }).first().click();
      await page.getByRole('dialog').waitFor();
      await settled();
    })).toEqual([]);
  });

  test('pull requests', async () => {
    expect(await faultsOf(page, async () => {
      await page.goto(`${origin}/pull-requests`);
      await page.getByText('No pull request is open.').waitFor();
    })).toEqual([]);
  });
});

test('on a phone the sections are a page of their own, and there is a way back', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${origin}/settings`);
  await page.getByRole('main').getByRole('link', { name: /^Hooks/ }).click();
  await page.getByRole('listitem').filter({ hasText: 'Freeze' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('main').getByRole('link', { name: /^Audit log/ }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('nothing went wrong unseen', () => demo.expectNoTrouble());
