import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { CreatedWebhook, Project } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { testFinding, testHook, testTicketPlan } from './keeping.ts';
import { aRunLong, type Demo, openDemo } from './open-demo.ts';
import { testProjectSettings } from './project-settings.ts';

setDefaultTimeout(60_000);
let hub: EmulatedGithub;
let demo: Demo;
let page: Page;
let origin: string;
let project: Project;
const received: string[] = [];
const receiver = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: async (request) => new Response(`deployed ${received.push(await request.text())}`) });
/** Costs something, and changes nothing. */
const script = { rules: [], otherwise: { say: 'There is nothing to do.', usage: { input: 20_000, output: 2_000 } } };

beforeAll(async () => {
  // GitHub must know the address of the server, and the server that of GitHub.
  const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  const port = String(probe.port);
  origin = `http://127.0.0.1:${port}`;
  await probe.stop(true);
  hub = await emulateGithub(`${origin}/api/v1/connectors/oauth/github/callback`);
  const github = { GITHUB_CLIENT_ID: hub.oauth.clientId, GITHUB_CLIENT_SECRET: hub.oauth.clientSecret, GITHUB_URL: hub.url };
  demo = await openDemo({ reducedMotion: 'reduce' }, script, { ...github, LIME_PORT: port, LIME_ORIGIN: origin, LIME_DEMO: 'off', LIME_PRIVATE_HOSTS: '127.0.0.1' });
  page = demo.page;
  await page.goto(demo.server.signInLink);
  await page.getByRole('link', { name: 'Runs' }).waitFor();
  project = Project.parse(await post('/projects', { name: 'Shop', key: 'SHOP', merge: 'pull_request' }));
}, 120_000);

afterAll(async () => {
  await demo?.close();
  await hub?.close();
  await receiver.stop(true);
}, 30_000);

async function post(path: string, data: object): Promise<unknown> {
  const answer = await page.request.post(`${origin}/api/v1${path}`, { headers: { origin }, data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}
const idOf = (value: unknown) => z.object({ id: z.string() }).parse(value).id;
const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const button = (name: string | RegExp) => page.getByRole('button', { name });
const field = (name: string | RegExp) => page.getByRole('dialog').getByLabel(name, { exact: true });
const open = (section: string) => page.goto(`${origin}/settings/${section}`);
const succeeded = () => page.locator('main header').getByText('Succeeded').waitFor(aRunLong);

test('a forge is connected by a token, which is tried before it is kept', async () => {
  await open('connectors');
  await button('New connector').click();
  await field('Token').fill('of_somebody_else');
  await field('Address (optional)').fill(hub.url);
  await field('Name (optional)').fill('GitHub');
  await button('Connect').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await field('Token').fill(hub.token);
  await button('Connect').click();
  await row('GitHub').getByText('Works').waitFor();
  expect(await page.content()).not.toContain(hub.token);
});

test('or at GitHub’s own page, which leads back to the connector that it made', async () => {
  await button('New connector').click();
  await button('Continue at GitHub').click();
  await page.getByRole('button', { name: /octo/ }).click();
  await page.getByText('is connected. Go on to Repositories').waitFor();
  expect(new URL(page.url()).searchParams.get('connected')).toMatch(/^\d+$/);
  await row('OAuth').getByText('octo', { exact: true }).waitFor();
  await page.getByLabel('Search connectors').fill('octo at');
  await row('Works').nth(1).waitFor({ state: 'detached' });
  await row('OAuth').waitFor();
});

test('a repository is found at the forge, imported, and the project has it', async () => {
  await open('repositories');
  await button('Import repositories').click();
  await field('From').selectOption({ label: 'GitHub' });
  await field('Attach to').selectOption({ label: 'Shop' });
  await page.getByLabel('Search what the connector sees').fill('shop');
  await button('Import octo/shop').click();
  await page.getByRole('dialog').getByText('Imported', { exact: true }).waitFor();
  await button('Done').click();
  await row('octo/shop').waitFor();
  await page.goto(`${origin}/settings/projects/${project.id}?part=repositories`);
  await page.getByRole('listitem').filter({ hasText: 'octo/shop' }).getByText('Default').waitFor();
});

test('past a budget that only tells work goes on', async () => {
  await post('/project-budgets', { projectId: project.id, period: 'daily', limitCents: 1, enforceHardStop: false });
  const id = idOf(await post('/agent-runs', { projectId: project.id, title: 'Spend', provider: 'claude', setup: '', checks: [] }));
  await page.goto(`${origin}/runs/${id}`);
  await page.locator('main header').getByText(/\$0\.0\d/).waitFor(aRunLong);
  await succeeded();
});

test('an approved change becomes a pull request, which is merged from here', async () => {
  const id = idOf(await post('/agent-runs', { projectId: project.id, title: 'Two, not one', setup: '', checks: [], recipe: { name: 'command', options: { command: 'echo two > a.txt' } } }));
  await page.goto(`${origin}/runs/${id}`);
  await button('Approve').click(aRunLong);
  await succeeded();
  await page.getByRole('link', { name: 'Pull requests' }).click();
  await button('Open SHOP-2: Two, not one').click();
  await button('Merge…').click();
  await field('How to merge').selectOption('Squash into one commit');
  await button('Merge into main').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Merge' }).click();
  await succeeded();
  expect(hub.git('shop', 'show', 'main:a.txt')).toBe('two');
  await page.goBack();
  await page.getByText('No pull request is open.').waitFor();
});

describe('a deployment', () => {
  test('has a target, whose secret is set beside it and never shown', async () => {
    await open('deployment-targets');
    await button('New deployment target').first().click();
    await field('Project').selectOption('Shop');
    await field('Name').fill('production');
    await field('Address').fill(`http://127.0.0.1:${receiver.port}/shop`);
    await page.getByRole('switch', { name: /The asker may approve/ }).check();
    await button('Create deployment target').click();
    await button('Variables of production').click();
    await button('New variable').click();
    const inner = page.getByRole('dialog').last();
    await inner.getByLabel('Name').fill('WEBHOOK_SECRET');
    await inner.getByLabel('Value').fill('of sixteen letters');
    await button('Set variable').click();
    await page.getByText('Secret, set').waitFor();
    await page.keyboard.press('Escape');
  });

  test('is shown as it would be made, approved as it was shown, and made once', async () => {
    await button('Deploy to production').click();
    await field('What (optional)').fill('main');
    await field('Note (optional)').fill('the first');
    await button('Prepare it').click();
    await page.getByRole('tab', { name: 'Deployment' }).click(aRunLong);
    await page.getByText(`http://127.0.0.1:${receiver.port}/shop`).waitFor();
    await page.getByLabel('What it does').getByText(hub.git('shop', 'rev-parse', 'main')).waitFor();
    expect(received).toEqual([]);
    await button('Approve').click(aRunLong);
    await succeeded();
    expect(received).toHaveLength(1);
    await open('deployment-targets');
    await row('the first').getByText('Succeeded').waitFor();
  });
});

test('a pipeline is known from its first webhook, started with a branch, and run again', async () => {
  const webhook = CreatedWebhook.parse(await post('/webhooks', { provider: 'github', name: 'shop' }));
  const { id } = z.object({ id: z.number() }).parse(await hub.ask('GET', '/repos/octo/shop'));
  const run = { id: 101, name: 'CI', path: '.github/workflows/ci.yml', status: 'completed', conclusion: 'failure', html_url: `${hub.url}/octo/shop/actions/runs/101`, head_sha: 'a'.repeat(40), head_branch: 'main', run_number: 7, run_attempt: 1, run_started_at: '2026-11-21T10:00:00Z', updated_at: '2026-11-21T10:05:00Z' };
  const body = JSON.stringify({ action: 'completed', repository: { id, full_name: 'octo/shop', private: true }, workflow: { name: run.name, path: run.path }, workflow_run: run });
  const signature = `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}`;
  const told = await fetch(origin + webhook.targetPath, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-github-event': 'workflow_run', 'x-github-delivery': 'one', 'x-hub-signature-256': signature } });
  expect(told.status).toBe(202);
  await open('webhooks');
  await row('run 7 of CI').getByText('Processed').waitFor(aRunLong);
  await open('build-pipelines');
  await row('CI #7').getByText('Failure').waitFor();
  hub.answerNext(/POST .*\/dispatches$/, () => new Response(null, { status: 204 }));
  await button('Start CI').click();
  await field('Branch or tag (optional)').fill('main');
  await button('Start it').click();
  await succeeded();
  await open('build-pipelines');
  hub.answerNext(/POST .*\/actions\/runs\/101\/rerun-failed-jobs$/, () => new Response('{}', { status: 201 }));
  hub.answerNext(/GET .*\/actions\/runs\/101$/, () => Response.json({ ...run, status: 'queued', conclusion: null, run_attempt: 2, updated_at: '2026-11-21T10:10:00Z' }));
  await button('Run CI 7 again').click();
  await page.getByRole('menuitem', { name: 'Only what failed' }).click();
  await page.getByText('Asked for, by run').waitFor();
});

test('a repository that was removed is brought back from those that are archived', async () => {
  await open('repositories');
  await button('Actions for octo/shop').click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await button('Remove repository').click();
  await row('octo/shop').waitFor({ state: 'detached' });
  await button('Archived').click();
  await button('Restore octo/shop').click();
  await page.getByText('No repository fits.').waitFor();
  await button('Archived').click();
  await button('Actions for octo/shop').waitFor();
});

test('a budget that only tells says that it was used up', async () => {
  await open('project-budgets');
  await page.getByRole('table', { name: 'Alerts' }).getByText('100 %').waitFor();
});

const stage = () => ({ page, origin, project, post });
testHook(stage);
testFinding(stage);
testTicketPlan(stage);
testProjectSettings(stage);

test('nothing went wrong unseen', () => demo.expectNoTrouble());
