import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { CommentPage, ConnectorView, CreatedWebhook, PullRequestDetail, type PullRequestView, RepositoryView, type RunDetail, RunSummary } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

/** One run that changes two repositories of an emulated GitHub, with real git. */
setDefaultTimeout(60_000);

let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
const repositories: { repositoryId: string }[] = [];

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback', ['shop', 'lib']);
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1', ANTHROPIC_API_KEY: 'k' } });
  admin = await app.addTenant('acme');
  runner = await playRunner(app, admin);
  const connector = await made(ConnectorView, '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  for (const name of ['shop', 'lib']) repositories.push({ repositoryId: (await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: `octo/${name}` })).id });
});
afterAll(async () => {
  await app.close();
  await hub.close();
});

async function made<T>(schema: { parse(value: unknown): T }, path: string, body?: unknown): Promise<T> {
  const answer = await admin.call('POST', path, body);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return schema.parse(await answer.json());
}
const partOf = (name: string, text: string) => `diff --git a/${name}/a.txt b/${name}/a.txt\n--- a/${name}/a.txt\n+++ b/${name}/a.txt\n@@ -1 +1 @@\n-${hub.git(name, 'show', 'main:a.txt')}\n+${text}\n`;
const at = (folder: string, changed = true) => ({ folder, baseSha: hub.git(folder, 'rev-parse', 'main'), targetRef: 'refs/heads/main', changed });

/** A change of both that people have said yes to, to its end. */
async function approved(diff: string, dealtWith = [at('shop'), at('lib')], by: object = { recipe: { name: 'command', options: {} } }): Promise<RunDetail> {
  const run = await made(RunSummary, '/agent-runs', { title: 'Two, not one', ...by, repositories, merge: 'pull_request' });
  await runner.succeed(await runner.next(), { diff, output: { baseSha: at('shop').baseSha, ...(dealtWith.length > 0 && { repositories: dealtWith }) } });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  await made({ parse: (value) => value }, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  return runReaches(app, admin, run.id, over);
}
const pullsOf = async ({ run }: RunDetail) => ((await (await admin.call('GET', `/pull-requests?runId=${run.id}`)).json()) as { items: PullRequestView[] }).items;
const branchOf = ({ run }: RunDetail) => `al/implement/${run.id}`;

test('one yes, and each repository has its branch and its pull request, of exactly its part', async () => {
  const detail = await approved(partOf('shop', 'two') + partOf('lib', 'too'));
  expect(detail.run.error).toBeNull();
  expect(detail.effects.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['git.push applied', 'git.push applied', 'forge.pull_request applied', 'forge.pull_request applied', 'forge.pull_request_text applied', 'forge.pull_request_text applied']);
  const [inShop, inLib] = await Promise.all(['shop', 'lib'].map(async (name) => ((await hub.ask('GET', `/repos/octo/${name}/pulls?state=all`)) as { number: number; html_url: string; body: string; head: { ref: string } }[]).find(({ head }) => head.ref === branchOf(detail))));
  expect([inShop?.body, inLib?.body]).toEqual([expect.stringContaining(`**Belongs together with**\n\n- [lib #${inLib?.number}](${inLib?.html_url})\n`), expect.stringContaining(`- [shop #${inShop?.number}](${inShop?.html_url})\n`)]);
  expect(inShop?.body).toContain('run of Assembly Lime');
  expect([hub.git('shop', 'show', `${branchOf(detail)}:a.txt`), hub.git('lib', 'show', `${branchOf(detail)}:a.txt`)]).toEqual(['two', 'too']);
  expect((await pullsOf(detail)).map(({ headSha }) => headSha).toSorted()).toEqual(['shop', 'lib'].map((name) => hub.git(name, 'rev-parse', branchOf(detail))).toSorted());
});

test('a repository that nothing was changed in gets neither', async () => {
  const detail = await approved(partOf('lib', 'only'), [at('shop', false), at('lib')]);
  expect([detail.run.status, detail.effects.map(({ kind, status }) => `${kind} ${status}`)]).toEqual(['succeeded', ['git.push applied', 'forge.pull_request applied']]);
  expect((await pullsOf(detail)).length).toBe(1);
  expect(hub.git('shop', 'branch', '--list', branchOf(detail))).toBe('');
});

test('a forge that is out for a moment is asked again for what is missing alone; one that says no keeps none of the others from it', async () => {
  hub.answerNext(/POST .*\/lib\/pulls$/, () => new Response('', { status: 500 }));
  hub.answerNext(/PATCH .*\/shop\/pulls\/\d+$/, () => Response.json({ message: 'Not now' }, { status: 422 }));
  const recovered = await approved(partOf('shop', 'three') + partOf('lib', 'three'));
  expect([recovered.run.status, (await pullsOf(recovered)).length]).toEqual(['succeeded', 2]);
  expect(recovered.effects.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['git.push applied', 'git.push applied', 'forge.pull_request applied', 'forge.pull_request applied', 'forge.pull_request_text refused', 'forge.pull_request_text applied']);
  hub.answerNext(/POST .*\/shop\/pulls$/, () => Response.json({ message: 'Resource not accessible by integration' }, { status: 403 }));
  const refused = await approved(partOf('shop', 'four') + partOf('lib', 'four'));
  expect(refused.run).toMatchObject({ status: 'failed', error: { code: 'forge_forbidden', message: expect.stringMatching(/^shop: [^]*Resource not accessible[^]*\nDone in lib\.$/) } });
  expect((await pullsOf(refused)).map(({ headSha }) => headSha)).toEqual([hub.git('lib', 'rev-parse', branchOf(refused))]);
});

test('a change that reaches beyond the repositories that were dealt with is published nowhere', async () => {
  for (const diff of [partOf('shop', 'x') + partOf('lib', 'x'), partOf('shop', 'x').replaceAll('/shop/', '/../shop/')]) {
    const detail = await approved(diff, [at('shop')]);
    expect([detail.run.error?.code, detail.effects]).toEqual(['content_damaged', []]);
  }
  const untold = await approved(partOf('shop', 'x'), []);
  expect([untold.run.status, untold.effects]).toEqual(['failed', []]);
});

test('what is said about one of them is gone on with in its repository alone, on its own branch, and stands on the ticket', async () => {
  const detail = await approved(partOf('shop', 'five') + partOf('lib', 'five'), [at('shop'), at('lib')], { provider: 'claude', maxCostCents: 5 });
  const [ofShop, ofLib] = ['shop', 'lib'].map((name) => repositories[name === 'shop' ? 0 : 1]?.repositoryId);
  const pulls = await pullsOf(detail);
  const lib = pulls.find(({ repositoryId }) => repositoryId === ofLib);
  if (!lib) throw new Error('no pull request in lib');
  await admin.call('PATCH', `/projects/${admin.projectId}`, { followUps: 2 });
  const { secret, targetPath } = await made(CreatedWebhook, '/webhooks', { provider: 'github', name: 'both' });
  const { id: hubId } = (await hub.ask('GET', '/repos/octo/lib')) as { id: number };
  const head = { ref: lib.headRef, sha: lib.headSha, repo: { id: hubId } };
  const body = JSON.stringify({
    action: 'submitted', repository: { id: hubId, full_name: 'octo/lib', private: true },
    pull_request: { number: lib.number, title: lib.title, html_url: lib.url, user: { login: 'octo' }, head, base: { ref: 'main', sha: at('lib').baseSha, repo: { id: hubId } }, updated_at: new Date().toISOString() },
    review: { state: 'changes_requested', user: { login: 'mona' }, body: 'Six, please.', html_url: `${lib.url}#review-1`, submitted_at: new Date().toISOString() },
  });
  const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request_review', 'x-github-delivery': crypto.randomUUID(), 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  expect((await fetch(`${app.origin}${targetPath}`, { method: 'POST', body, headers })).status).toBe(202);
  const step = await runner.next();
  expect(step.work).toMatchObject({ repository: { repositoryId: ofLib, ref: lib.headRef }, others: [], from: { runId: detail.run.id, patch: null } });
  expect(step.work.from?.digest).toContain('Six, please.');
  await runner.succeed(step, { diff: 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-five\n+six\n', output: { baseSha: lib.headSha } });
  const { gates } = await runReaches(app, admin, step.runId, atGate);
  await made({ parse: (value) => value }, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  const after = await runReaches(app, admin, step.runId, over);
  expect([after.run.error, after.effects.map(({ kind }) => kind)]).toEqual([null, ['git.push', 'forge.pull_request']]);
  expect([hub.git('lib', 'show', `${lib.headRef}:a.txt`), hub.git('shop', 'show', `${branchOf(detail)}:a.txt`)]).toEqual(['six', 'five']);
  expect((await pullsOf(after)).length + (await pullsOf(detail)).length).toBe(2);
  const feedback = async (pull: PullRequestView) => PullRequestDetail.parse(await (await admin.call('GET', `/pull-requests/${pull.id}`)).json()).feedback.map(({ body: said, runId }) => [said, runId]);
  expect(await feedback(lib)).toEqual([['Six, please.', step.runId]]);
  expect(await Promise.all(pulls.filter(({ repositoryId }) => repositoryId === ofShop).map(feedback))).toEqual([[]]);
  const said = await seen(app, async () => CommentPage.parse(await (await admin.call('GET', `/tickets/${detail.run.ticketId}/comments`)).json()).items, (items) => items.length === 3);
  expect(said.map(({ author, runId }) => [author.kind, runId]).toSorted()).toEqual([['agent', detail.run.id], ['agent', step.runId], ['forge', detail.run.id]].toSorted());
  expect(said.find(({ runId, author }) => author.kind === 'agent' && runId === detail.run.id)?.bodyMd.match(/Pull request: /g)).toHaveLength(2);
});
