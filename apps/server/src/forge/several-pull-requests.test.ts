import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { ConnectorView, type PullRequestView, RepositoryView, type RunDetail, RunSummary } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches } from '../testing/run-reaches.ts';

/** One run that changes two repositories of an emulated GitHub, with real git. */
setDefaultTimeout(60_000);

let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
const repositories: { repositoryId: string }[] = [];

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback', ['shop', 'lib']);
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1' } });
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
async function approved(diff: string, dealtWith = [at('shop'), at('lib')]): Promise<RunDetail> {
  const run = await made(RunSummary, '/agent-runs', { title: 'Two, not one', recipe: { name: 'command', options: {} }, repositories, merge: 'pull_request' });
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
  expect(detail.effects.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['git.push applied', 'git.push applied', 'forge.pull_request applied', 'forge.pull_request applied']);
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
  const recovered = await approved(partOf('shop', 'three') + partOf('lib', 'three'));
  expect([recovered.run.status, (await pullsOf(recovered)).length]).toEqual(['succeeded', 2]);
  expect(recovered.effects.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['git.push applied', 'git.push applied', 'forge.pull_request applied', 'forge.pull_request applied']);
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
