import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { RegisterBody } from '@lime/contracts';
import type { Page, Route } from 'playwright-core';
import { faultsOf } from './find-faults.ts';
import { aRunLong, type Demo, openDemo } from './open-demo.ts';

let demo: Demo;
let page: Page;
let origin: string;

beforeAll(async () => {
  // Without movement: what is halfway through appearing has no colours to judge.
  demo = await openDemo({ reducedMotion: 'reduce' });
  page = demo.page;
  origin = demo.server.origin;
  await page.goto(demo.server.signInLink);
  await page.getByText('1 change needs your review').waitFor(aRunLong);
}, 120_000);

afterAll(() => demo?.close(), 30_000);

const column = (name: string) => page.getByRole('region', { name, exact: true });
const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
/** Moves are sent one after another; the server has them all when the last one has been answered. */
const moved = () => page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok());

async function newTicket(title: string): Promise<void> {
  await page.keyboard.press('c');
  await page.getByLabel('Title').fill(title);
  await page.keyboard.press('Control+Enter');
  await column('Backlog').getByRole('link', { name: title }).waitFor();
}

const titles = (name: string) => column(name).locator('[data-title]').allInnerTexts();

describe('the board', () => {
  test('takes new tickets, by keyboard alone', async () => {
    await page.goto(`${origin}/`);
    await column('Backlog').waitFor();
    await newTicket('First wish');
    await newTicket('Second wish');
    await newTicket('Third wish');
    expect((await titles('Backlog')).toSorted()).toEqual(['First wish', 'Second wish', 'Third wish']);
  });

  test('refuses a ticket without a title, and says so at the field', async () => {
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Create ticket' }).click();
    await page.getByText('a ticket needs a title').waitFor();
    await page.keyboard.press('Escape');
  });

  test('moves a card by dragging, and it stays there', async () => {
    const done = moved();
    await card('Second wish').dragTo(column('Todo'));
    await done;
    expect(await titles('Todo')).toEqual(['Second wish']);
    const second = moved();
    await card('Third wish').dragTo(card('Second wish'), { targetPosition: { x: 60, y: 6 } });
    await second;
    await page.reload();
    await column('Todo').getByRole('link', { name: 'Second wish' }).waitFor();
    expect(await titles('Todo')).toEqual(['Third wish', 'Second wish']);
  });

  test('moves a card by the keyboard', async () => {
    const down = moved();
    await card('Third wish').getByRole('button', { name: /^Actions for/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Move down' }).press('Enter');
    await down;
    expect(await titles('Todo')).toEqual(['Second wish', 'Third wish']);
    const across = moved();
    await card('Third wish').getByRole('button', { name: /^Actions for/ }).press('Enter');
    await page.getByRole('menuitemcheckbox', { name: 'QA' }).press('Enter');
    await across;
    expect(await titles('QA')).toEqual(['Third wish']);
  });

  test('puts a card back and says why when somebody else was quicker', async () => {
    const board = await (await page.request.get(`${origin}/api/v1/projects/1/board`)).json();
    const ticket = board.tickets.find((one: { title: string }) => one.title === 'First wish');
    // Between what the page knows and what it sends: another change, of which it has not heard.
    const beforeHand = async (route: Route) => {
      await page.request.patch(`${origin}/api/v1/tickets/${ticket.id}`, { headers: { origin }, data: { version: ticket.version, priority: 1 } });
      await route.continue();
    };
    await page.route(`**/api/v1/tickets/${ticket.id}`, beforeHand, { times: 1 });
    await card('First wish').dragTo(column('Todo'));
    await page.getByText(`${ticket.ref} was changed by somebody else meanwhile.`).waitFor();
    await column('Backlog').getByRole('link', { name: 'First wish' }).waitFor();
    await card('First wish').getByRole('img', { name: 'High priority' }).waitFor();
  });

  test('filters, and finds by the palette', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('second');
    await card('First wish').waitFor({ state: 'detached' });
    expect(await titles('Todo')).toEqual(['Second wish']);
    await page.getByRole('searchbox', { name: 'Filter tickets' }).fill('');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('third');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Third wish').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

test('a runner token is shown once, with the command that uses it; its runner is listed with its labels, and it can be revoked', async () => {
  await page.goto(`${origin}/settings/runners`);
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name').fill('second machine');
  await page.getByRole('button', { name: 'Create token' }).click();
  const command = await page.getByText(new RegExp(`^npx lime runner --server ${origin} --token \\S+$`)).innerText();
  await page.getByRole('button', { name: 'Done' }).click();
  const runner: RegisterBody = { name: 'big machine', protocol: 1, labels: ['gpu', 'arm64'], providers: ['recipe'], capacity: 4 };
  const registered = await fetch(`${origin}/runner/v1/register`, { method: 'POST', headers: { authorization: `Bearer ${command.split(' ').at(-1)}`, 'content-type': 'application/json' }, body: JSON.stringify(runner) });
  expect(registered.ok).toBe(true);
  const labels = page.getByRole('list', { name: 'Labels of big machine' });
  await labels.waitFor();
  expect(await labels.getByRole('listitem').allInnerTexts()).toEqual(['gpu', 'arm64']);
  await page.getByRole('button', { name: 'Revoke second machine' }).click();
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await page.getByRole('listitem').filter({ hasText: 'second machine' }).getByText('Revoked').waitFor();
});

test('a secret is set and never shown again; a variable that is none is', async () => {
  await page.goto(`${origin}/settings/projects/1?part=variables`);
  const setVariable = async (key: string, value: string) => {
    await page.getByLabel('Name', { exact: true }).last().fill(key);
    await page.getByLabel('Value').fill(value);
    await page.getByRole('button', { name: 'Set variable' }).click();
  };
  await page.getByRole('region', { name: 'Variables and secrets' }).getByRole('button', { name: 'New variable' }).click();
  await setVariable('API_KEY', 'short');
  await page.getByText('a secret needs at least 6 characters').waitFor();
  await page.getByLabel('Value').fill('hunter2-hunter2');
  await page.getByRole('button', { name: 'Set variable' }).click();
  const secret = page.getByRole('listitem').filter({ hasText: 'API_KEY' });
  await secret.getByText('Secret, set').waitFor();
  await page.getByRole('region', { name: 'Variables and secrets' }).getByRole('button', { name: 'New variable' }).click();
  await page.getByRole('checkbox', { name: 'Secret' }).uncheck();
  await setVariable('STAGE', 'testing');
  await page.getByRole('listitem').filter({ hasText: 'STAGE' }).getByText('testing').waitFor();
  await page.reload();
  await secret.waitFor();
  expect(await page.content()).not.toContain('hunter2');
  await page.getByRole('button', { name: 'Set API_KEY again' }).click();
  expect(await page.getByLabel('Value').inputValue()).toBe('');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete API_KEY' }).click();
  await page.getByRole('button', { name: 'Delete variable' }).click();
  await secret.waitFor({ state: 'detached' });
});

test('how much is at work at once can be limited and no more, and what is no number is refused at its field', async () => {
  await page.goto(`${origin}/settings/runners`);
  const limit = page.getByRole('textbox', { name: 'Recipe' });
  const form = page.getByRole('form', { name: 'Limit of Recipe' });
  await form.getByText('No limit of its own').waitFor();
  await limit.fill('none');
  await limit.press('Enter');
  await page.getByText('Write a whole number from 1 to 10,000').waitFor();
  await limit.fill('3');
  await page.getByRole('button', { name: 'Save the limit of Recipe' }).click();
  await form.getByText('No limit of its own').waitFor({ state: 'detached' });
  await page.reload();
  expect(await limit.inputValue()).toBe('3');
  expect(await page.getByRole('textbox', { name: 'All work' }).inputValue()).toBe('50');
  await page.getByRole('button', { name: 'Remove the limit of Recipe' }).click();
  await form.getByText('No limit of its own').waitFor();
  expect(await limit.evaluate((input) => input === document.activeElement)).toBe(true);
  await page.reload();
  await form.getByText('No limit of its own').waitFor();
  expect(await limit.inputValue()).toBe('');
});

type Screen = { name: string; path: string; ready: (on: Page) => Promise<unknown> };

const screens: Screen[] = [
  { name: 'board', path: '/projects/1', ready: (on) => on.getByRole('link', { name: 'Orders come out a cent short' }).waitFor() },
  { name: 'ticket', path: '/projects/1?ticket=1', ready: (on) => on.getByRole('dialog').getByText('Customers are billed').waitFor() },
  {
    name: 'start run',
    path: '/projects/1?ticket=1',
    ready: async (on) => {
      await on.getByRole('button', { name: 'Start a run' }).click();
      await on.getByRole('option', { name: 'Choose a recipe' }).waitFor({ state: 'attached' });
      await on.getByRole('option', { name: 'Claude (not installed)' }).waitFor({ state: 'attached' });
      await on.getByLabel('Who does it').selectOption({ label: 'Claude (not installed)' });
      await on.getByText('npx lime provider add claude').waitFor();
      await on.getByText('This server has no upstream for this provider.').waitFor();
      await on.getByText('Options', { exact: true }).click();
      await on.getByText('None: this project lets agents reach their model').waitFor();
    },
  },
  { name: 'runs', path: '/runs', ready: (on) => on.getByRole('link', { name: /Orders come out a cent short/ }).waitFor() },
  { name: 'changes', path: '/runs/1?tab=changes', ready: (on) => on.getByText('return Math.round(amount * 100);').waitFor() },
  { name: 'transcript', path: '/runs/1?tab=transcript', ready: (on) => on.getByText('Implement succeeded').waitFor() },
  { name: 'checks', path: '/runs/1?tab=checks', ready: (on) => on.getByText('Before', { exact: true }).waitFor() },
  { name: 'artifacts', path: '/runs/1?tab=artifacts', ready: (on) => on.getByText('changes.diff').first().waitFor() },
  { name: 'effects', path: '/runs/1?tab=effects', ready: (on) => on.getByText('Nothing outside was touched').waitFor() },
  { name: 'runners', path: '/settings/runners', ready: (on) => on.getByText('Shared: works for everybody').waitFor() },
  { name: 'models', path: '/settings/models', ready: (on) => on.getByRole('radio', { name: /^Everything/ }).waitFor() },
  { name: 'costs', path: '/settings/costs', ready: (on) => on.getByText('Per accepted change').waitFor() },
  { name: 'project settings', path: '/settings/projects/1', ready: (on) => on.getByLabel('After approval').waitFor() },
  { name: 'sign-in', path: '/sign-in', ready: (on) => on.getByText('npx lime sign-in').waitFor() },
  { name: 'nothing there', path: '/runs/999999', ready: (on) => on.getByRole('alert').waitFor() },
];

describe('every screen is accessible and fits, light and dark, large and small', () => {
  test.each(screens)('$name', async ({ path, ready }) => {
    expect(await faultsOf(page, async () => {
      await page.goto(`${origin}${path}`);
      await ready(page);
    })).toEqual([]);
  });
});

test('nothing went wrong unseen', () => demo.expectNoTrouble());
