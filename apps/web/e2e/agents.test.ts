import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { RunSummary, type StartRunBody } from '@lime/contracts';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { agentsScript } from './agents-script.ts';
import { faultsOf } from './find-faults.ts';
import { aRunLong, type Demo, openDemo } from './open-demo.ts';

let demo: Demo;
let page: Page;
let origin: string;
let url: string;
/** A package registry that answers everything. */
const registry = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => Response.json({ name: 'left-pad' }) });
const registryUrl = `http://localhost:${registry.port}`;

beforeAll(async () => {
  demo = await openDemo({ reducedMotion: 'reduce' }, agentsScript(registryUrl), { npm_config_registry: registryUrl });
  page = demo.page;
  origin = demo.server.origin;
  await page.goto(demo.server.signInLink);
  await page.getByText('1 change needs your review').waitFor(aRunLong);
  const { input } = z.object({ input: z.object({ repository: z.object({ url: z.string() }) }) }).parse(await (await page.request.get(`${origin}/api/v1/agent-runs/1`)).json());
  url = input.repository.url;
}, 120_000);

afterAll(async () => {
  await demo?.close();
  await registry.stop(true);
}, 30_000);

async function post(path: string, data: object): Promise<unknown> {
  const answer = await page.request.post(`${origin}/api/v1${path}`, { headers: { origin }, data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** Starts a run with Claude on a ticket of its own, and opens its page. */
async function openRun(title: string, body: Partial<StartRunBody> = {}): Promise<RunSummary> {
  const run = RunSummary.parse(await post('/agent-runs', { projectId: '1', title, repository: { url }, provider: 'claude', checks: ['node --test'], setup: '', ...body }));
  await page.goto(`${origin}/runs/${run.id}`);
  return run;
}

/** The page as it stands, opened anew. */
const faultsHere = (ready: () => Promise<unknown>) =>
  faultsOf(page, async () => {
    await page.reload();
    await ready();
  });

const openTab = (name: string) => page.getByRole('tab', { name }).click();

/** A new ticket, and on it the dialog that starts a run, filled in but for what it is about. */
async function openDialog(title: string, provider: 'Claude' | 'Codex' | 'Other agent'): Promise<void> {
  const { id } = z.object({ id: z.string() }).parse(await post('/projects/1/tickets', { title }));
  await page.goto(`${origin}/projects/1?ticket=${id}`);
  await page.getByRole('button', { name: 'Start a run' }).click();
  await page.getByLabel('Repository').fill(url);
  await page.getByLabel('Who does it').selectOption(provider);
}

const start = () => page.getByRole('button', { name: 'Start run' }).click();

describe('a ticket done by Claude', () => {
  test('starts from the dialog, where models are chosen by their price', async () => {
    await openDialog('Round to the cent', 'Claude');
    await page.getByText('Ready on 1 runner').waitFor();
    await page.getByText('$2 in, $10 out, a million tokens').waitFor();
    await page.getByRole('button', { name: 'Another attempt beside it' }).click();
    await page.getByLabel('Attempt 2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove attempt 2' }).click();
    await page.getByLabel('Model').selectOption('Another…');
    await page.getByLabel('Name of the model').fill('no-such-model?');
    await page.getByLabel('Model', { exact: true }).selectOption('claude-sonnet-5');
    await start();
    await page.locator('main header').getByText('claude-sonnet-5').waitFor(aRunLong);
  });

  test('says what it thinks and does, and what it costs', async () => {
    const log = page.getByRole('log');
    await page.getByRole('form', { name: 'Review' }).waitFor(aRunLong);
    await openTab('Transcript');
    await log.getByText('I look at').waitFor(aRunLong);
    await log.getByRole('button', { name: /^Edit src\/money\.js \+1 −1/ }).waitFor();
    await log.getByRole('region', { name: 'Edit of src/money.js' }).getByText('return Math.round(amount * 100);').waitFor();
    await log.getByRole('button', { name: /^Bash node --check src\/money\.js.*exit 0$/ }).waitFor();
    await log.getByRole('listitem').getByText('the checks pass').waitFor();
    await page.locator('main header').getByText(/\$0\.\d+ · [\d,]+ tokens/).waitFor();
    await openTab('Model calls');
    expect(await faultsHere(() => page.getByText('1,800 cached').waitFor())).toEqual([]);
    await openTab('Transcript');
    expect(await faultsHere(() => log.getByText('the checks pass').waitFor())).toEqual([]);
  });

  test('is reviewed by another run, whose comment stands beside the line', async () => {
    await page.getByRole('button', { name: 'Have an agent review it' }).click();
    await page.getByText('Reviewed by').waitFor(aRunLong);
    await page.getByRole('region', { name: 'Other runs' }).getByText('Succeeded').waitFor(aRunLong);
    await openTab('Changes');
    await page.getByRole('region', { name: 'Review' }).getByText('Asks for changes').waitFor();
    const comment = page.getByRole('region', { name: 'src/money.js' }).getByRole('article', { name: 'Comment on line 3' });
    expect(await faultsHere(() => comment.getByText('towards zero').waitFor())).toEqual([]);
  });

  test('goes on in a new run when it is told more after its end', async () => {
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('main header').getByText('Succeeded').waitFor(aRunLong);
    await openTab('Transcript');
    const before = page.url();
    await page.getByLabel('Message to the run').fill('And say so in the README.');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Other runs' }).getByText('Goes on with').waitFor(aRunLong);
    expect(page.url()).not.toBe(before);
    await page.getByRole('log').getByText('And say so in the README.').waitFor(aRunLong);
  });
});

test.each([
  ['Codex', 'gpt-5.5', 'apply_patch'],
  ['Other agent', 'claude-sonnet-5-5', 'edit'],
] as const)('%s does a ticket from the dialog to the approval', async (provider, model, edit) => {
  await openDialog(`Round to the cent, by ${provider}`, provider);
  await start();
  await page.locator('main header').getByText(model).waitFor(aRunLong);
  await page.getByRole('form', { name: 'Review' }).waitFor(aRunLong);
  await page.getByRole('region', { name: 'src/money.js' }).getByText('return Math.round(amount * 100);').waitFor();
  await openTab('Transcript');
  await page.getByRole('log').getByRole('button', { name: `${edit} src/money.js +1 −1` }).waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.locator('main header').getByText('Succeeded').waitFor(aRunLong);
}, 120_000);

describe('what a run may reach', () => {
  test('is what the project allows, or less of it; more is refused at its field', async () => {
    await page.request.patch(`${origin}/api/v1/projects/1`, { headers: { origin }, data: { egress: ['registries', '*.example.com'] } });
    await openDialog('Ask around', 'Claude');
    await page.getByText('Options', { exact: true }).click();
    await page.getByText('The project allows package registries, *.example.com').waitFor();
    await page.getByLabel('Network', { exact: true }).selectOption('Only some hosts');
    await page.getByLabel('Hosts').fill('example.org');
    await start();
    await page.getByRole('alert').getByText('"example.org" is not allowed by the project').waitFor();
    await page.getByLabel('Hosts').fill('api.example.com');
    await page.getByLabel('Labels its runner must have').fill('no-such-label');
    await page.getByText('No runner that is online has all of these').waitFor();
    await page.getByLabel('Labels its runner must have').fill('');
    await start();
    await page.getByRole('form', { name: 'Review' }).waitFor(aRunLong);
  });

  test('stands on its page with what it asked for, reached and refused', async () => {
    await openTab('Transcript');
    const network = page.getByRole('region', { name: 'Network' });
    await network.getByRole('listitem').filter({ hasText: `localhost:${registry.port}` }).getByRole('img', { name: 'reached' }).waitFor();
    await network.getByRole('listitem').filter({ hasText: 'example.org:80' }).getByRole('img', { name: 'refused' }).waitFor();
    await network.getByText('The agent may reach package registries, api.example.com.').waitFor();
  });

  test('a long edit is told in a few lines, and whole when asked', async () => {
    const log = page.getByRole('log');
    const edit = log.getByRole('region', { name: 'Edit of src/rates.js' });
    // Who had not chosen a tab would come back to the change that is asked about.
    await page.goto(`${page.url().split('?')[0]}?tab=transcript`);
    const ready = async () => {
      await log.getByText('Apply this change?').waitFor();
      await log.press('Home');
      await edit.getByText('28 more lines are not shown.').waitFor();
    };
    expect(await faultsHere(ready)).toEqual([]);
    await edit.getByRole('button', { name: 'Show all' }).click();
    await edit.getByText('export const rate39 = 39;').waitFor();
  });
});

test('a plan asks before it makes tickets, and leads to them', async () => {
  await openRun('Sell in dollars', { mode: 'plan' });
  await page.getByRole('form', { name: 'Review' }).waitFor(aRunLong);
  await page.getByText('Create these tickets?').first().waitFor();
  await openTab('Plan');
  expect(await faultsHere(() => page.getByRole('heading', { name: 'Give amounts a currency' }).waitFor())).toEqual([]);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.locator('main header').getByText('Succeeded').waitFor(aRunLong);
  await page.getByRole('listitem').filter({ hasText: 'Show the currency' }).getByRole('link', { name: /^AL-\d+$/ }).click();
  await page.getByRole('dialog').getByText('Orders print it.').waitFor();
});

test('a change with a likely secret is approved only with a word on the line', async () => {
  await openRun('Call the bank', { checks: [] });
  await page.getByRole('form', { name: 'Review' }).waitFor(aRunLong);
  expect(await faultsHere(() => page.getByRole('alert', { name: 'Likely secrets' }).getByText('src/bank.js:1').waitFor())).toEqual([]);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('say that they may go out.').waitFor();
  await page.getByRole('checkbox', { name: /they may go out/ }).check();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Say why these lines may go out.').waitFor();
  await page.getByRole('textbox', { name: 'Note' }).fill('An example key from the manual.');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.locator('main header').getByText('Succeeded').waitFor(aRunLong);
});

test('a run is told something while it works, and stopped: its work so far is kept', async () => {
  await openRun('Take your time', { checks: [] });
  await openTab('Transcript');
  const log = page.getByRole('log');
  await log.getByRole('button', { name: /^Bash .*running$/ }).waitFor(aRunLong);
  await page.getByLabel('Message to the run').fill('Do not hurry.');
  await page.keyboard.press('Enter');
  await log.getByText('Do not hurry.').waitFor(aRunLong);
  await page.getByRole('button', { name: 'Stop run' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop run' }).click();
  await page.locator('main header').getByText('Cancelled').waitFor(aRunLong);
  await openTab('Unfinished changes');
  await page.getByText('The agent was stopped before it was done.').waitFor(aRunLong);
  await page.getByRole('region', { name: 'src/slow.js' }).waitFor();
});

test('attempts stand side by side; approving one sets the other aside', async () => {
  const recipe = { name: 'command', options: { command: 'echo rounded > NOTES.md' } };
  const started = await post('/agent-runs/attempts', { projectId: '1', title: 'Round to the cent, twice', repository: { url }, setup: '', checks: [], attempts: [{ provider: 'claude' }, { provider: 'recipe', recipe }] });
  const [first, second] = z.object({ items: z.array(RunSummary) }).parse(started).items;
  await page.goto(`${origin}/runs/${first?.id}?tab=attempts`);
  const other = page.getByRole('listitem', { name: 'recipe command' });
  await other.getByRole('link', { name: `Review run ${second?.id}` }).waitFor(aRunLong);
  expect(await faultsHere(() => other.waitFor())).toEqual([]);
  await other.getByRole('link', { name: `Review run ${second?.id}` }).click();
  await page.getByText('Approving it sets the other attempts aside.').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.locator('main header').getByText('Succeeded').waitFor(aRunLong);
  await openTab('Attempts');
  await page.getByRole('listitem', { name: 'recipe command' }).getByText('Chosen').waitFor();
});

test('what is kept of calls shows the choice at once, and goes back with the reason when it is refused', async () => {
  await page.goto(`${origin}/settings/models`);
  const chosen = (name: RegExp) => page.getByRole('radio', { name, checked: true });
  await chosen(/^The numbers/).waitFor();
  let refuse = () => {};
  const asked = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  await page.route('**/api/v1/model-settings', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    await asked;
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Not allowed', status: 403, code: 'forbidden', detail: 'Only an admin may change this.', correlation_id: 'x' }) });
  });
  await page.getByRole('radio', { name: /^Nothing/ }).click();
  await chosen(/^Nothing/).waitFor();
  await page.getByText('Saving…').waitFor();
  refuse();
  await page.getByRole('alert').getByText('Only an admin may change this.').waitFor();
  await chosen(/^The numbers/).waitFor();
  await page.unroute('**/api/v1/model-settings');
});

test('what is kept of calls can be chosen, and hosts that agents may reach', async () => {
  await page.goto(`${origin}/settings/models`);
  await page.getByRole('radio', { name: /^Everything/ }).click();
  await page.getByRole('radio', { name: /^Everything/, checked: true }).waitFor();
  await page.reload();
  await page.getByRole('radio', { name: /^Everything/, checked: true }).waitFor();
  await page.goto(`${origin}/settings/projects/1?part=network`);
  await page.getByRole('checkbox', { name: 'Package registries' }).uncheck();
  await page.getByLabel('Hosts').fill('https://example.org');
  const network = page.getByRole('region', { name: 'Network' });
  await network.getByRole('button', { name: 'Save' }).click();
  await network.getByRole('alert').getByText('“https://example.org”').waitFor();
  await page.getByLabel('Hosts').fill('example.org');
  await network.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await page.reload();
  expect([await page.getByLabel('Hosts').inputValue(), await page.getByRole('checkbox', { name: 'Package registries' }).isChecked()]).toEqual(['example.org', false]);
});

test('nothing went wrong unseen', () => demo.expectNoTrouble());
