import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { CreatedWebhook, type HookResult, type HookRunView, LiveMessage, pageOf, ProblemBody, HookRunView as RunView, RunSummary } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { z } from 'zod';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';
import { playRunner } from '../testing/play-runner.ts';

let app: TestApp;
let admin: Admin;
beforeAll(async () => {
  app = await openTestApp();
  admin = await app.addTenant('hooked');
});
afterAll(() => app.close());

const Saved = z.object({ id: z.string(), version: z.number() });
const save = async (hook: object, by = admin) => Saved.parse(await (await by.call('POST', '/hooks', hook)).json());
const remove = (hook: { id: string }, by = admin) => by.call('DELETE', `/hooks/${hook.id}`);
const problemOf = async (answer: Response) => ProblemBody.parse(await answer.json());
const history = async (hook: { id: string }, by = admin): Promise<HookRunView[]> => pageOf(RunView).parse(await (await by.call('GET', `/hooks/${hook.id}/runs`)).json()).items;
const done = (hook: { id: string }, count = 1) => seen(app, () => history(hook), (runs) => runs.filter(({ status }) => status === 'done').length >= count);
const start = async (title: string) =>
  RunSummary.parse(await (await admin.call('POST', '/agent-runs', { projectId: String(admin.projectId), title, repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command', options: { command: 'true' } } })).json()).id;

test('a hook is made, changed to the version that was read, and deleted with its history and its variables', async () => {
  const hook = await save({ name: 'first', eventType: 'ticket_created', code: 'export default () => 1' });
  expect(await (await admin.call('GET', `/hooks/${hook.id}`)).json()).toMatchObject({ name: 'first', runtime: 'quickjs', egress: [], timeoutMs: 5000, maxAttempts: 1, enabled: true, projectId: null });
  expect((await admin.call('PATCH', `/hooks/${hook.id}`, { version: 1, enabled: false })).status).toBe(200);
  expect((await admin.call('PATCH', `/hooks/${hook.id}`, { version: 1, enabled: true })).status).toBe(409);
  const set = Saved.partial().parse(await (await admin.call('POST', '/env-var-sets', { scopeType: 'hook', scopeId: hook.id, name: 'default' })).json());
  expect([(await remove(hook)).status, (await admin.call('GET', `/env-var-sets/${set.id}`)).status, (await admin.call('GET', `/hooks/${hook.id}/runs`)).status]).toEqual([204, 404, 404]);
});

test.each([
  ['code that is none', { code: 'export default () => ({\n  a: = 1\n})' }, /line 2, column 6/],
  ['an enum', { code: 'enum A { B }' }, /line 1.*enum/],
  ['an import in QuickJS', { code: 'import fs from "fs";\nexport default () => 1;' }, /fs/],
  ['code nested too deep', { code: '('.repeat(30_000) }, /deep/],
  ['an unknown event', { eventType: 'sunrise' }, /eventType/],
  ['a whole internet of hosts', { egress: ['*'] }, /egress/],
  ['an hour', { timeoutMs: 3_600_000 }, /timeoutMs/],
  ['a project that is not there', { projectId: '999999' }, /projectId/],
  ['too much code', { code: `//${'x'.repeat(66_000)}` }, /65536/],
])('%s is refused, with the place', async (_, wrong, detail) => {
  const answer = await admin.call('POST', '/hooks', { name: 'wrong', eventType: 'ticket_created', code: '1', ...wrong });
  expect(answer.status).toBe(422);
  expect((await problemOf(answer)).detail).toMatch(detail);
});

test('no more than twenty hooks listen to one event', async () => {
  const crowded = await app.addTenant('crowded');
  for (let n = 0; n < 20; n += 1) expect((await crowded.call('POST', '/hooks', { name: `h${n}`, eventType: 'after_deploy', code: '1' })).status).toBe(201);
  expect((await crowded.call('POST', '/hooks', { name: 'h20', eventType: 'after_deploy', code: '1' })).status).toBe(422);
  expect((await crowded.call('POST', '/hooks', { name: 'h20', eventType: 'after_deploy', code: '1', enabled: false })).status).toBe(201);
});

test('a ticket that is made and moved calls its hooks, a hook of another project is not called', async () => {
  const report = 'export default ({ event, projectId, ticketId, userId, payload }) => ({ event, projectId, ticketId, userId, payload })';
  const [born, moved] = [await save({ name: 'born', eventType: 'ticket_created', code: report }), await save({ name: 'moved', eventType: 'ticket_moved', code: report, projectId: String(admin.projectId) })];
  const project = z.object({ id: z.string() }).parse(await (await admin.call('POST', '/projects', { name: 'Other', key: 'OTH' })).json());
  const elsewhere = await save({ name: 'elsewhere', eventType: 'ticket_created', code: report, projectId: project.id });
  const ticket = z.object({ id: z.string(), ref: z.string(), version: z.number() }).parse(await (await admin.call('POST', `/projects/${admin.projectId}/tickets`, { title: 'T' })).json());
  const context = { projectId: String(admin.projectId), ticketId: ticket.id, userId: String(admin.userId) };
  expect(await done(born)).toMatchObject([{ output: { event: 'ticket_created', ...context, payload: { ref: ticket.ref, title: 'T', columnKey: 'backlog' } } }]);
  await admin.call('PATCH', `/tickets/${ticket.id}`, { version: ticket.version, title: 'U' });
  await admin.call('PATCH', `/tickets/${ticket.id}`, { version: ticket.version + 1, columnKey: 'qa' });
  expect(await done(moved)).toMatchObject([{ output: { event: 'ticket_moved', ...context, payload: { from: 'backlog', columnKey: 'qa' } } }]);
  expect(await history(elsewhere)).toEqual([]);
  for (const hook of [born, moved, elsewhere]) await remove(hook);
});

test('a hook before a run refuses it before anything is spent, and says so; its end calls the hook after it', async () => {
  const before = await save({ name: 'Freeze', eventType: 'before_agent_run', code: 'export default ({ payload }) => payload.title === "forbidden" ? { deny: "not on Fridays" } : {}' });
  const after = await save({ name: 'after', eventType: 'after_agent_run', code: 'export default ({ payload }) => payload.status' });
  const refused = await runReaches(app, admin, await start('forbidden'), over);
  expect(refused.run).toMatchObject({ status: 'failed', error: { code: 'hook_denied', message: 'The hook "Freeze" refused this run: not on Fridays' } });
  expect(refused.steps).toEqual([]);
  expect(await history(before)).toMatchObject([{ outcome: 'denied', output: { deny: 'not on Fridays' } }]);
  expect(await done(after)).toMatchObject([{ output: 'failed' }]);

  const runner = await playRunner(app, admin);
  const runId = await start('welcome');
  await runner.succeed(await runner.next(), { diff: 'diff' });
  const decided = await save({ name: 'decided', eventType: 'gate_decided', code: 'export default ({ payload }) => payload' });
  const [gate] = (await runReaches(app, admin, runId, atGate)).gates;
  expect((await admin.call('POST', `/gates/${gate?.id}/decision`, { decision: 'reject', sha256: gate?.sha256, note: 'no' })).ok).toBe(true);
  expect(await done(decided)).toMatchObject([{ output: { decision: 'reject', note: 'no' } }]);
  await runReaches(app, admin, runId, over);
  expect((await done(after, 2))[0]).toMatchObject({ output: 'failed' });
  for (const hook of [before, after, decided]) await remove(hook);
});

test('while a hook is asked its run says which one it waits for, and whoever watches the hook hears of it', async () => {
  const hook = await save({ name: 'Slow', eventType: 'before_agent_run', timeoutMs: 3000, code: 'export default () => { const end = Date.now() + 1500; while (Date.now() < end); return {}; }' });
  const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${admin.token}` } });
  const told: LiveMessage[] = [];
  const heard = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    told.push(LiveMessage.parse(JSON.parse(String(data))));
    // Taken up, and done.
    if (told.filter(({ op }) => op === 'hook').length === 2) heard.resolve();
  });
  const subscribed = Promise.withResolvers<void>();
  socket.addEventListener('message', () => subscribed.resolve(), { once: true });
  socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 'subscribe', topic: `hook:${hook.id}` })));
  await subscribed.promise;
  const runId = await start('patient');
  const { why } = await runReaches(app, admin, runId, (detail) => detail.why.waitsFor !== null && detail.why.waitsFor.includes('Slow'));
  expect(why).toMatchObject({ state: 'The hook "Slow" is asked before it begins.', waitsFor: 'the answer of the hook "Slow"', whatFreesIt: 'It answers. After 3 s it counts as having no objection.' });
  await heard.promise;
  expect(told[0]).toEqual({ op: 'subscribed', topic: `hook:${hook.id}`, seq: 0 });
  socket.close();
  await admin.call('POST', `/agent-runs/${runId}/cancel`);
  await runReaches(app, admin, runId, over);
  await remove(hook);
});

test('a run that waits for a place before its hook is asked says so', async () => {
  const hook = await save({ name: 'Crowded', eventType: 'before_agent_run', code: 'export default () => ({})' });
  const sqlOf = <T>(work: (tx: TenantTx) => Promise<T>) => app.parts.db.tenant(admin.tenantId, work);
  // Four others, asked by a server that does not answer just now.
  await sqlOf((tx) => tx.sql`
    INSERT INTO hook_runs (tenant_id, hook_id, event_type, occurrence, context, status, claims, started_at, lease_expires_at)
    SELECT ${tx.tenantId}, ${BigInt(hook.id)}, 'before_agent_run', 'elsewhere:' || place, '{}', 'running', 1, now(), now() + interval '1 minute' FROM generate_series(1, 4) AS place`);
  const runId = await start('crowded out');
  const { why } = await runReaches(app, admin, runId, (detail) => detail.why.state.includes('Crowded'));
  expect(why).toMatchObject({ state: 'It waits for a place to ask the hook "Crowded" before it begins.', waitsFor: 'one of the 4 hooks at work to answer: no more are asked at once', whoseMove: 'those hooks' });
  await sqlOf((tx) => tx.sql`UPDATE hook_runs SET lease_expires_at = now() WHERE tenant_id = ${tx.tenantId} AND occurrence LIKE 'elsewhere:%'`);
  await runReaches(app, admin, runId, (detail) => detail.why.state !== why.state && detail.run.status === 'waiting');
  await admin.call('POST', `/agent-runs/${runId}/cancel`);
  await runReaches(app, admin, runId, over);
  await remove(hook);
});

test('what a webhook says is told in the words of every forge', async () => {
  const hook = await save({ name: 'heard', eventType: 'webhook_received', code: 'export default ({ payload }) => [payload.kind, payload.title]' });
  const webhook = CreatedWebhook.parse(await (await admin.call('POST', '/webhooks', { provider: 'github', name: 'shop' })).json());
  const pull = { number: 7, title: 'Say hello', html_url: 'https://github.com/a/b/pull/7', user: { login: 'ada' }, head: { ref: 'fix', sha: 'a'.repeat(40) }, base: { ref: 'main', sha: 'b'.repeat(40) }, updated_at: '2026-01-01T10:00:00Z' };
  const body = JSON.stringify({ action: 'opened', repository: { id: 1, full_name: 'a/b', private: true }, pull_request: pull });
  const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': crypto.randomUUID(), 'x-hub-signature-256': `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}` };
  expect((await fetch(`${app.origin}${webhook.targetPath}`, { method: 'POST', body, headers })).status).toBe(202);
  expect(await done(hook)).toMatchObject([{ output: ['pull_request', 'Say hello'], context: { event: 'webhook_received', userId: null } }]);
  await remove(hook);
});

test('a hook is tried out without anything following from it', async () => {
  const hook = await save({ name: 'tried', eventType: 'before_agent_run', code: 'export default ({ payload, env }) => { console.log(payload.title); return { deny: env.WHY ?? "no" }; }' });
  const set = Saved.partial().parse(await (await admin.call('POST', '/env-var-sets', { scopeType: 'hook', scopeId: hook.id, name: 'default' })).json());
  await admin.call('POST', `/env-var-sets/${set.id}/vars`, { key: 'WHY', value: 'secret-reason' });
  const tried = await (await admin.call('POST', `/hooks/${hook.id}/test`, { payload: { title: 'mine' } })).json() as HookResult;
  expect(tried).toMatchObject({ outcome: 'denied', output: { deny: '***' }, log: 'mine', egress: [] });
  expect(await history(hook)).toEqual([]);
  const unsaved = await (await admin.call('POST', '/hooks/test', { eventType: 'ticket_moved', code: '({ from: context.payload.from, env: context.env })' })).json() as HookResult;
  expect(unsaved).toMatchObject({ outcome: 'ok', output: { from: 'todo', env: {} } });
  await remove(hook);
});

test("another tenant's hook is not there, and its events are not told", async () => {
  const other = await app.addTenant('other');
  const hook = await save({ name: 'theirs', eventType: 'ticket_created', code: '1' }, other);
  expect((await admin.call('POST', `/hooks/${hook.id}/test`, {})).status).toBe(404);
  expect((await admin.call('GET', `/hooks/${hook.id}/runs`)).status).toBe(404);
  const mine = await save({ name: 'mine', eventType: 'ticket_created', code: '1' });
  await admin.call('POST', `/projects/${admin.projectId}/tickets`, { title: 'T' });
  await done(mine);
  expect(await history(hook, other)).toEqual([]);
  await remove(mine);
});
