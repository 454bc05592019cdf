import { SQL } from 'bun';
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assignment, CodeDiffDetail, CodeDiffView, CommentPage, ConnectorView, CreatedWebhook, DeliveryView, pageOf, ProblemBody, PullRequestDetail, PullRequestView, RepositoryView, type RunDetail, RunSummary, TicketCard } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
let shop: RepositoryView;
let webhook: CreatedWebhook;
let hubId: number;
const diffTo = (text: string, from = 'one') => `diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-${from}\n+${text}\n`;

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1', ANTHROPIC_API_KEY: 'a key that nobody asks for' } });
  admin = await app.addTenant('acme');
  runner = await playRunner(app, admin);
  const connector = await made(ConnectorView, '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  shop = await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: 'octo/shop' });
  await admin.call('POST', `/projects/${admin.projectId}/repositories`, { repositoryId: shop.id });
  await admin.call('PATCH', `/projects/${admin.projectId}`, { merge: 'pull_request' });
  webhook = await made(CreatedWebhook, '/webhooks', { provider: 'github', name: 'shop' });
  hubId = ((await hub.ask('GET', '/repos/octo/shop')) as { id: number }).id;
});
afterAll(async () => {
  await app.close();
  await hub.close();
});
let main: string;
beforeEach(() => {
  main = hub.git('shop', 'rev-parse', 'main');
});

async function made<T>(schema: { parse(value: unknown): T }, path: string, body?: unknown): Promise<T> {
  const answer = await admin.call('POST', path, body);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return schema.parse(await answer.json());
}
const problemOf = async (answer: Response): Promise<[number, string]> => [answer.status, ProblemBody.parse(await answer.json()).code];
const start = (body: object = {}) => made(RunSummary, '/agent-runs', { title: 'Two, not one', recipe: { name: 'command', options: {} }, ...body });
const pulls = async (query: string) => ((await (await admin.call('GET', `/pull-requests?${query}`)).json()) as { items: PullRequestView[] }).items;
const detailOf = async (id: string) => PullRequestDetail.parse(await (await admin.call('GET', `/pull-requests/${id}`)).json());
const ticketOf = async (run: RunSummary) => TicketCard.parse(await (await admin.call('GET', `/tickets/${run.ticketId}`)).json());
const hubPulls = async () => (await hub.ask('GET', '/repos/octo/shop/pulls?state=all&per_page=100')) as { number: number; title: string; body: string; head: { ref: string; sha: string } }[];

const eventsOf = async (id: string) => JSON.stringify(await (await admin.call('GET', `/agent-runs/${id}/events?after=0`)).json());
const runsOf = async (run: RunSummary) => ((await (await admin.call('GET', `/agent-runs?ticketId=${run.ticketId}`)).json()) as { items: RunSummary[] }).items;
/** Whether no job that feedback made is left to be done. */
async function idleQueues(): Promise<boolean> {
  const sql = new SQL({ url: app.database.url, max: 1 });
  const rows: { left: number }[] = await sql`SELECT count(*)::int AS left FROM pgboss.job WHERE name IN ('forge.check_failed', 'forge.follow_up') AND state IN ('created', 'retry', 'active')`;
  await sql.close();
  return rows[0]?.left === 0;
}

/** Lets the runner make the change, and people say yes to it. */
async function changed(run: RunSummary, text: string, more: { from?: string; baseSha?: string } = {}): Promise<Assignment> {
  const step = await runner.next();
  expect(step.runId).toBe(run.id);
  const checks = { before: [], after: [{ command: 'npm test', outcome: 'passed' as const, exitCode: 0, durationMs: 5, output: '' }] };
  await runner.succeed(step, { diff: diffTo(text, more.from), output: { summary: `It says ${text} now.`, baseSha: more.baseSha ?? main, checks } });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  await made({ parse: (value) => value }, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  return step;
}
/** A run whose pull request is open. */
async function opened(body: object = {}, text = 'two'): Promise<{ run: RunSummary; pull: PullRequestView; detail: RunDetail }> {
  const run = await start(body);
  await changed(run, text, { from: hub.git('shop', 'show', 'main:a.txt') });
  const detail = await runReaches(app, admin, run.id, over);
  const [pull] = await pulls(`runId=${run.id}`);
  if (!pull) throw new Error(JSON.stringify([detail.run, detail.effects]));
  return { run, pull, detail };
}
const repository = () => ({ id: hubId, full_name: 'octo/shop', private: true });
const pullOf = (pull: PullRequestView, at: Date, more: object = {}) => ({ number: pull.number, title: pull.title, html_url: pull.url, user: { login: 'octo' }, head: { ref: pull.headRef, sha: pull.headSha, repo: { id: 1 } }, base: { ref: 'main', sha: main, repo: { id: 1 } }, updated_at: at.toISOString(), ...more });
const now = (seconds = 0) => new Date(Date.now() + seconds * 1000);

/** Tells it as GitHub does, signed, and waits until it was handled; gives what it did. */
async function tell(event: string, payload: object): Promise<string[]> {
  const body = JSON.stringify({ repository: repository(), ...payload });
  const delivery = crypto.randomUUID();
  const headers = { 'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': delivery, 'x-hub-signature-256': `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}` };
  expect((await fetch(`${app.origin}${webhook.targetPath}`, { method: 'POST', body, headers })).status).toBe(202);
  for (;;) {
    const { items } = pageOf(DeliveryView).parse(await (await admin.call('GET', '/webhook-deliveries?limit=200')).json());
    const found = items.find((item) => item.deliveryId === delivery && item.state !== 'received');
    if (found?.state === 'processed') return found.did;
    if (found) throw new Error(JSON.stringify(found));
    await Bun.sleep(10);
  }
}
const tellPull = (pull: PullRequestView, action: string, at: Date, more: object = {}) => tell('pull_request', { action, pull_request: pullOf(pull, at, more) });
const tellReview = (pull: PullRequestView, state: string, body: string, at: Date, more: object = {}) =>
  tell('pull_request_review', { action: 'submitted', pull_request: pullOf(pull, at), review: { state, user: { login: 'mona' }, body, html_url: `${pull.url}#review-${crypto.randomUUID()}`, submitted_at: at.toISOString() }, ...more });
const tellCheck = (pull: PullRequestView, name: string, conclusion: string | null, at: Date) =>
  tell('check_run', { action: 'completed', check_run: { name, head_sha: pull.headSha, status: conclusion === null ? 'in_progress' : 'completed', conclusion, html_url: 'https://ci.example/1', started_at: at.toISOString(), completed_at: conclusion === null ? null : at.toISOString() } });

test('an approved change becomes one pull request of its branch, with ticket, run and checks in its text; the ticket waits in review', async () => {
  const { run, pull, detail } = await opened({ description: 'Count on.' });
  expect(detail.run).toMatchObject({ status: 'succeeded' });
  expect(detail.effects.map((effect) => [effect.kind, effect.status])).toEqual([['git.push', 'applied'], ['forge.pull_request', 'applied']]);
  const branch = `al/implement/${run.id}`;
  expect(pull).toMatchObject({ repository: 'octo/shop', runId: run.id, ticketId: run.ticketId, projectId: String(admin.projectId), state: 'open', headRef: branch, headSha: hub.git('shop', 'rev-parse', branch), baseRef: 'main', checksState: 'none', reviewState: 'none' });
  const there = (await hubPulls()).filter((one) => one.head.ref === branch);
  const ticket = await seen(app, () => ticketOf(run), (card) => card.columnKey === 'code_review');
  expect(there).toHaveLength(1);
  const told = await seen(app, () => ticketOf(run), (card) => card.prUrl !== null);
  expect(told).toMatchObject({ prUrl: pull.url, branch, repositoryId: shop.id, statusMeta: { pullRequest: 'opened' } });
  expect(there[0]?.title).toBe(`${ticket.ref}: Two, not one`);
  expect(there[0]?.body).toContain(`Ticket ${ticket.ref} · [run of Assembly Lime](http://lime.test/runs/${run.id})`);
  expect(there[0]?.body).toMatch(/It says two now\.[\s\S]*\| `npm test` \| not run \| passed \|/);
  const [diff, ...rest] = pageOf(CodeDiffView).parse(await (await admin.call('GET', `/code-diffs?repositoryId=${shop.id}&runId=${run.id}`)).json()).items;
  expect([diff, rest]).toMatchObject([{ runId: run.id, ticketId: run.ticketId, repositoryId: shop.id, repository: 'octo/shop', baseRef: 'main', baseSha: main, headRef: branch, headSha: pull.headSha, summary: 'It says two now.', stats: { filesChanged: 1 } }, []]);
  expect(CodeDiffDetail.parse(await (await admin.call('GET', `/code-diffs/${diff?.id}`)).json())).toEqual({ ...(diff ?? expect.anything()), unifiedDiff: diffTo('two'), truncated: false });
  expect(await (await admin.call('GET', '/code-diffs?repositoryId=999999')).json()).toEqual({ items: [], next: null });
  expect([await pulls(`ticketId=${run.ticketId}`), await pulls(`projectId=${admin.projectId}&state=open`), await pulls('state=merged')]).toEqual([[pull], [pull], []]);
});

test('the credential goes with the claim and nowhere else: not into events, effects, the audit log, other answers or files', async () => {
  const run = await start();
  const step = await changed(run, 'three');
  await runReaches(app, admin, run.id, over);
  expect(step.repositoryAccess).toEqual({ access: { kind: 'password', username: 'x-access-token', password: hub.token }, problem: null, retryable: false });
  expect(JSON.stringify(step.work)).not.toContain(hub.token);
  expect(step.work.repository).toMatchObject({ url: `${hub.url}/octo/shop.git`, repositoryId: shop.id });
  const tables: { name: string }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id'`);
  for (const { name } of tables) {
    const [row]: { rows: string }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql.unsafe(`SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${name} t`));
    expect([name, row?.rows.includes(hub.token) || row?.rows.includes(Buffer.from(hub.token).toString('hex'))]).toEqual([name, false]);
  }
  for (const entry of readdirSync(app.dataDir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect([entry.name, readFileSync(join(entry.parentPath, entry.name)).includes(hub.token)]).toEqual([entry.name, false]);
  }
});

test('a connection that is lost after GitHub has made it leaves one pull request; so do answers that mean nothing', async () => {
  for (const answer of [() => new Response('', { status: 502 }), () => new Response('<html>'), () => new Response(null, { status: 201 })]) {
    hub.answerNext(/POST .*\/pulls$/, answer, { after: true });
    const { run } = await opened({}, `lost ${crypto.randomUUID()}`);
    expect((await hubPulls()).filter((one) => one.head.ref === `al/implement/${run.id}`)).toHaveLength(1);
  }
});

test('a GitHub that fails before it has made it is asked again; one that says no is not', async () => {
  hub.answerNext(/POST .*\/pulls$/, () => new Response('', { status: 500 }));
  const { run } = await opened({}, 'after a fault');
  expect((await hubPulls()).filter((one) => one.head.ref === `al/implement/${run.id}`)).toHaveLength(1);
  hub.answerNext(/POST .*\/pulls$/, () => Response.json({ message: 'Resource not accessible by integration' }, { status: 403 }));
  const refused = await start();
  await changed(refused, 'refused');
  const detail = await runReaches(app, admin, refused.id, over);
  expect(detail.run).toMatchObject({ status: 'failed', error: { code: 'forge_forbidden', message: expect.stringContaining('Resource not accessible') } });
});

test('merging is a run of its own, of the head that was looked at, and only with green checks unless it is forced', async () => {
  const { run, pull } = await opened({}, 'merged');
  const merge = (body: object) => admin.call('POST', `/pull-requests/${pull.id}/merge`, body);
  expect(await problemOf(await merge({ headSha: 'f'.repeat(40) }))).toEqual([409, 'head_changed']);
  await hub.ask('POST', '/repos/octo/shop/check-runs', { name: 'build', head_sha: pull.headSha, status: 'completed', conclusion: 'failure' });
  const unaware = await runReaches(app, admin, RunSummary.parse(await (await merge({})).json()).id, over);
  expect(unaware.run).toMatchObject({ status: 'failed', error: { code: 'checks_failing', message: 'Checks fail: build.' } });
  expect(await made(PullRequestView, `/pull-requests/${pull.id}/refresh`)).toMatchObject({ state: 'open', checksState: 'failed' });
  expect(await problemOf(await merge({}))).toEqual([409, 'checks_failing']);
  const merged = await runReaches(app, admin, RunSummary.parse(await (await merge({ force: true, method: 'squash' })).json()).id, over);
  expect(merged.run).toMatchObject({ projectId: String(admin.projectId), ticketId: run.ticketId });
  expect([merged.run.status, merged.effects.map((effect) => [effect.kind, effect.status])]).toEqual(['succeeded', [['forge.merge_pull_request', 'applied']]]);
  expect(hub.git('shop', 'show', 'main:a.txt')).toBe('merged');
  expect(await detailOf(pull.id)).toMatchObject({ state: 'merged', mergedAt: expect.any(String) });
  expect(await problemOf(await merge({ force: true }))).toEqual([409, 'pull_request_closed']);
  expect((await seen(app, () => ticketOf(run), (card) => card.columnKey === 'done')).statusMeta).toEqual({ pullRequest: 'merged' });
  expect((await runsOf(run)).map((one) => one.workflow)).toContain('forge.merge.v1');
  await tellPull(pull, 'closed', now(), { merged: true, merged_at: now().toISOString() });
  expect(await ticketOf(run)).toMatchObject({ columnKey: 'done', latestRun: { id: run.id } });
});

test('a reviewer who asks for changes is heeded as checks are; what webhooks told of checks outlives a forge that lists none', async () => {
  const { pull } = await opened({}, 'asked');
  const merge = (body: object) => admin.call('POST', `/pull-requests/${pull.id}/merge`, body);
  const refreshed = async () => (await made(PullRequestView, `/pull-requests/${pull.id}/refresh`)).checksState;
  await tellCheck(pull, 'outside', 'failure', now());
  expect(await refreshed()).toBe('failed');
  await tellCheck(pull, 'outside', 'success', now(1));
  expect(await refreshed()).toBe('passed');
  // The reviewer speaks while the merge is under way.
  hub.answerNext(new RegExp(`GET .*/pulls/${pull.number}$`), async () => {
    await tellReview(pull, 'changes_requested', '', now(2));
    return new Response('', { status: 502 });
  });
  const late = await runReaches(app, admin, RunSummary.parse(await (await merge({})).json()).id, over);
  expect(late.run).toMatchObject({ status: 'failed', error: { code: 'changes_requested' } });
  expect(await problemOf(await merge({}))).toEqual([409, 'changes_requested']);
});

test('a ticket whose pull request a person has opened is merged from here by a run that leads it nowhere: it follows its pull request', async () => {
  const ticket = await made(TicketCard, `/projects/${admin.projectId}/tickets`, { title: 'By hand' });
  const sha = hub.git('shop', 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'By hand');
  hub.git('shop', 'update-ref', 'refs/heads/by-hand', sha);
  const there = (await hub.ask('POST', '/repos/octo/shop/pulls', { title: `${ticket.ref} By hand`, head: 'by-hand', base: 'main' })) as { number: number; html_url: string; head: { sha: string } };
  const opening = { number: there.number, title: `${ticket.ref} By hand`, url: there.html_url, headRef: 'by-hand', headSha: there.head.sha } as PullRequestView;
  await tellPull(opening, 'opened', now());
  const [pull] = await pulls(`ticketId=${ticket.id}`);
  expect(pull).toMatchObject({ number: there.number, projectId: String(admin.projectId), runId: null });
  const merge = RunSummary.parse(await (await admin.call('POST', `/pull-requests/${pull?.id}/merge`, {})).json());
  expect((await runReaches(app, admin, merge.id, over)).run).toMatchObject({ status: 'succeeded', ticketId: ticket.id });
  const card = await seen(app, async () => TicketCard.parse(await (await admin.call('GET', `/tickets/${ticket.id}`)).json()), ({ columnKey }) => columnKey === 'done');
  expect(card).toMatchObject({ prUrl: there.html_url, branch: 'by-hand', repositoryId: shop.id, latestRun: null });
});

test('what a webhook tells late changes nothing; a merge stays one; an outsider opens nothing of ours', async () => {
  const { pull } = await opened({}, 'told');
  await tellPull(pull, 'closed', now(10));
  expect((await detailOf(pull.id)).state).toBe('closed');
  await tellPull(pull, 'reopened', now(5));
  expect((await detailOf(pull.id)).state).toBe('closed');
  await tellPull(pull, 'reopened', now(20));
  await tellReview(pull, 'approved', '', now(30));
  await tellReview(pull, 'changes_requested', 'No.', now(25));
  expect(await detailOf(pull.id)).toMatchObject({ state: 'open', reviewState: 'approved', feedback: [{ kind: 'review', author: 'mona', body: 'No.' }] });
  await tellPull(pull, 'closed', now(50), { merged: true, merged_at: now(50).toISOString() });
  await tellPull(pull, 'reopened', now(60));
  expect((await detailOf(pull.id)).state).toBe('merged');
  const outside = { ...pull, number: 900 };
  await tell('pull_request', { action: 'opened', repository: { ...repository(), private: false }, pull_request: pullOf(outside, now(), { head: { ref: 'x', sha: pull.headSha, repo: { id: 2 } }, author_association: 'NONE' }) });
  expect((await pulls('')).filter((one) => one.number === 900)).toEqual([]);
  await tellPull({ ...outside, title: 'Of a person' }, 'opened', now());
  expect((await pulls('')).filter((one) => one.number === 900)).toMatchObject([{ title: 'Of a person', state: 'open' }]);
});

test('checks of the head count together; a head that has gone on has none yet', async () => {
  const { pull } = await opened({}, 'checked');
  const state = async () => (await detailOf(pull.id)).checksState;
  await tellCheck(pull, 'build', 'success', now(1));
  expect(await state()).toBe('passed');
  await tellCheck(pull, 'lint', null, now(2));
  expect(await state()).toBe('pending');
  await tellCheck(pull, 'lint', 'success', now(4));
  await tellCheck(pull, 'lint', 'failure', now(3));
  expect(await state()).toBe('passed');
  await tellPull({ ...pull, headSha: 'e'.repeat(40) }, 'synchronize', now(9));
  expect(await detailOf(pull.id)).toMatchObject({ headSha: 'e'.repeat(40), checksState: 'none' });
});

test('a review and a failed workflow, with its log, come back to the run, and start a run on the same branch as often as the project says', async () => {
  const { pull, run } = await opened({ provider: 'claude', recipe: undefined, maxCostCents: 50 }, 'reviewed');
  await tellReview(pull, 'changes_requested', 'Say three.', now());
  await seen(app, () => eventsOf(run.id), (text) => text.includes('Say three.'));
  await seen(app, async () => idleQueues(), (idle) => idle);
  expect((await runsOf(run)).length).toBe(1);
  await admin.call('PATCH', `/projects/${admin.projectId}`, { followUps: 1 });
  hub.answerNext(/actions\/runs\/7\/jobs$/, () => Response.json({ jobs: [{ id: 8, name: 'test', conclusion: 'failure' }] }));
  hub.answerNext(/actions\/jobs\/8\/logs$/, () => new Response('Expected 3, received 2'));
  const failedRun = (at: Date) => ({ action: 'completed', workflow: { name: 'CI', path: '.github/workflows/ci.yml' }, workflow_run: { id: 7, name: 'CI', status: 'completed', conclusion: 'failure', html_url: `${hub.url}/octo/shop/actions/runs/7`, head_sha: pull.headSha, head_branch: pull.headRef, run_number: 1, run_attempt: 1, updated_at: at.toISOString() } });
  await tell('workflow_run', failedRun(now()));
  const [follower] = await seen(app, async () => (await runsOf(run)).filter((one) => one.id !== run.id), (found) => found.length === 1);
  if (!follower) throw new Error('no run was started');
  const step = await runner.next();
  expect(step).toMatchObject({ runId: follower.id, work: { mode: 'bugfix', provider: 'claude', repository: { repositoryId: shop.id, ref: pull.headRef }, from: { runId: run.id, patch: null }, maxCostCents: 50 } });
  expect(step.work.from?.digest).toContain('Expected 3, received 2');
  expect(await eventsOf(follower.id)).toContain('Expected 3, received 2');
  await tell('workflow_run', failedRun(now(1)));
  await tellReview(pull, 'changes_requested', 'And hurry.', now(2));
  await seen(app, () => eventsOf(follower.id), (text) => text.includes('And hurry.'));
  await runner.succeed(step, { diff: diffTo('three', 'reviewed'), output: { baseSha: pull.headSha } });
  const { gates } = await runReaches(app, admin, follower.id, atGate);
  await made({ parse: (value) => value }, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  expect((await runReaches(app, admin, follower.id, over)).run).toMatchObject({ status: 'succeeded', error: null });
  expect(hub.git('shop', 'show', `${pull.headRef}:a.txt`)).toBe('three');
  expect(hub.git('shop', 'rev-parse', `${pull.headRef}^`)).toBe(pull.headSha);
  expect((await hubPulls()).filter((one) => one.head.ref === pull.headRef)).toHaveLength(1);
  const after = await detailOf(pull.id);
  expect(after).toMatchObject({ headSha: hub.git('shop', 'rev-parse', pull.headRef), runId: run.id, state: 'open' });
  expect(after.feedback.map((one) => [one.kind, one.runId])).toEqual([['review', null], ['checks_failed', follower.id], ['review', null]]);
  await seen(app, () => ticketOf(run), (card) => card.columnKey === 'code_review');
  await tellReview({ ...pull, headSha: after.headSha }, 'changes_requested', 'Once more.', now(5));
  await seen(app, () => detailOf(pull.id), (detail) => detail.feedback.length === 4);
  await seen(app, async () => idleQueues(), (idle) => idle);
  expect(await runsOf(run)).toHaveLength(2);
  await admin.call('PATCH', `/projects/${admin.projectId}`, { followUps: 0 });
});

test('a remark on the code starts a run where the project lets it, by who has a part in the repository; all of it stands on the ticket once', async () => {
  const { pull, run } = await opened({ provider: 'claude', recipe: undefined, maxCostCents: 50 }, 'remarked');
  const remark = (body: string, more: object = {}) =>
    tell('pull_request_review_comment', { action: 'created', pull_request: pullOf(pull, now()), comment: { user: { login: 'mona' }, author_association: 'MEMBER', body, html_url: `${pull.url}#c-${body.length}`, created_at: now().toISOString(), path: 'a.txt', line: 1, ...more } });
  const commentsOf = async () => CommentPage.parse(await (await admin.call('GET', `/tickets/${run.ticketId}/comments?limit=200`)).json()).items;
  await admin.call('PATCH', `/projects/${admin.projectId}`, { followUps: 1 });
  await remark('Not asked for yet.');
  await remark('Not asked for yet.');
  await admin.call('PATCH', `/projects/${admin.projectId}`, { followComments: true });
  await remark('Coverage is at 70 %.', { user: { login: 'coverage', type: 'Bot' } });
  await tell('pull_request_review_comment', { action: 'created', repository: { ...repository(), private: false }, pull_request: pullOf(pull, now()), comment: { user: { login: 'eve' }, author_association: 'NONE', body: 'Delete it all.', html_url: `${pull.url}#eve`, created_at: now().toISOString() } });
  await seen(app, async () => idleQueues(), (idle) => idle);
  expect(await runsOf(run)).toHaveLength(1);
  await remark('Say four here, please.');
  const [follower] = await seen(app, async () => (await runsOf(run)).filter((one) => one.id !== run.id), (found) => found.length === 1);
  const step = await runner.next();
  expect([step.runId, step.work.mode, step.work.from?.digest.includes('Say four here, please.')]).toEqual([follower?.id ?? '', 'implement', true]);
  const told = await commentsOf();
  expect(told.map(({ author, url }) => [author.kind, author.name, url?.startsWith(pull.url) ?? null])).toEqual([['agent', 'claude', null], ['forge', 'mona', true], ['forge', 'coverage', true], ['forge', 'eve', true], ['forge', 'mona', true]]);
  expect(told[1]?.bodyMd).toBe(`About [pull request ${pull.number} of octo/shop](${pull.url}):\n\na.txt:1\nNot asked for yet.`);
  expect(step.work.comments?.said.map(({ kind }) => kind)).toEqual(['agent', 'forge', 'forge', 'forge', 'forge']);
  await runner.fail(step, 'agent_failed');
  await admin.call('PATCH', `/projects/${admin.projectId}`, { followUps: 0, followComments: false });
});

test('the card of the ticket shows how the builds of its pull request stand, until another commit or its end', async () => {
  const { pull, run } = await opened({}, 'built');
  const build = async () => (await ticketOf(run)).statusMeta['build'];
  await tellCheck(pull, 'lint', 'success', now());
  expect(await build()).toBe('passed');
  await tell('workflow_run', { action: 'completed', workflow: { name: 'CI', path: '.github/workflows/ci.yml' }, workflow_run: { id: 70, name: 'CI', status: 'completed', conclusion: 'failure', html_url: `${hub.url}/octo/shop/actions/runs/70`, head_sha: pull.headSha, head_branch: pull.headRef, run_number: 1, run_attempt: 1, updated_at: now(1).toISOString() } });
  expect(await build()).toBe('failed');
  await tellPull({ ...pull, headSha: 'f'.repeat(40) }, 'synchronize', now(9));
  expect(await build()).toBeUndefined();
  await tellCheck({ ...pull, headSha: 'f'.repeat(40) }, 'lint', null, now(10));
  expect(await build()).toBe('pending');
  await tellPull({ ...pull, headSha: 'f'.repeat(40) }, 'closed', now(11));
  expect((await ticketOf(run)).statusMeta).toEqual({ pullRequest: 'closed' });
});

test('a disabled repository, or a revoked connector, is worked on no more, also by what is under way', async () => {
  const run = await start();
  await admin.call('PATCH', `/repositories/${shop.id}`, { isEnabled: false });
  const step = await runner.next();
  expect(step.repositoryAccess).toMatchObject({ access: null, problem: expect.stringContaining('disabled') });
  await runner.succeed(step, { diff: diffTo('x', hub.git('shop', 'show', 'main:a.txt')), output: { baseSha: main } });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  await made({ parse: (value) => value }, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  expect((await runReaches(app, admin, run.id, over)).run.error).toMatchObject({ code: 'repository_closed' });
  expect(await problemOf(await admin.call('POST', '/agent-runs', { title: 'T', recipe: { name: 'command', options: {} } }))).toEqual([409, 'repository_disabled']);
  await admin.call('PATCH', `/repositories/${shop.id}`, { isEnabled: true });
});
