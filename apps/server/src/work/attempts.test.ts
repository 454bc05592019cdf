import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Assignment, AttemptsView, BudgetView, ProblemBody, RunDetail, RunSummary, TicketCard } from '@lime/contracts';
import { z } from 'zod';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;

beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('attempts');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const two = [{ provider: 'claude', label: 'first' }, { provider: 'codex' }];
const ask = (body: object) => admin.call('POST', '/agent-runs/attempts', { title: 'Rename', repository: { url: 'https://example.org/r.git' }, attempts: two, maxCostCents: 0, ...body });
const begin = async (body: object = {}): Promise<[RunSummary, RunSummary]> => {
  const [first, second] = z.object({ items: z.array(RunSummary) }).parse(await (await ask(body)).json()).items;
  if (!first || !second) throw new Error('two were asked for');
  return [first, second];
};
const compare = async (runId: string) => AttemptsView.parse(await (await admin.call('GET', `/agent-runs/${runId}/attempts`)).json());
const detailOf = async (runId: string) => RunDetail.parse(await (await admin.call('GET', `/agent-runs/${runId}`)).json());
const codeOf = async (answer: Response) => (answer.ok ? 'ok' : ProblemBody.parse(await answer.json()).code);
const check = (outcome: 'passed' | 'failed') => ({ command: 'test', outcome, exitCode: 0, durationMs: 1, output: '' });

/** Both steps of a group, in the order of its runs. */
async function steps(): Promise<[Assignment, Assignment]> {
  const [one, other] = [await runner.next(), await runner.next()];
  return BigInt(one.runId) < BigInt(other.runId) ? [one, other] : [other, one];
}

async function bothAtGate(): Promise<[RunSummary, RunSummary]> {
  const runs = await begin();
  for (const [index, step] of (await steps()).entries()) await runner.succeed(step, { diff: `diff ${step.runId}`, output: { stats: { filesChanged: index + 1, insertions: 3, deletions: 4 }, checks: { before: [check('failed')], after: [check('passed'), check('passed')] } } });
  for (const run of runs) await runReaches(app, admin, run.id, atGate);
  return runs;
}
const decide = async (runId: string, decision = 'approve') => {
  const gate = (await detailOf(runId)).gates.at(-1);
  return admin.call('POST', `/gates/${gate?.id}/decision`, { decision, sha256: gate?.sha256 });
};

test('attempts are runs of one ticket that are compared in numbers, each at a gate of its own', async () => {
  const [first, second] = await bothAtGate();
  expect([first.ticketId, first.attemptGroupId]).toEqual([second.ticketId, second.attemptGroupId]);
  const { groupId, items } = await compare(second.id);
  expect(groupId).toBe(first.attemptGroupId);
  const checks = { before: { passed: 0, failed: 1 }, after: { passed: 2, failed: 0 } };
  expect(items).toMatchObject([
    { run: { id: first.id, waitingOn: 'gate' }, label: 'first', provider: 'claude', stats: { filesChanged: 1, insertions: 3, deletions: 4 }, checks, chosen: false },
    { run: { id: second.id, waitingOn: 'gate' }, label: 'codex', provider: 'codex', stats: { filesChanged: 2 }, chosen: false },
  ]);
  expect(items.every((item) => item.durationMs !== null)).toBe(true);
});

test('approving one withdraws the others at once, those at work too, and the ticket goes by the one that was chosen', async () => {
  const [first, second] = await begin();
  const [one, other] = await steps();
  await runner.succeed(one, { diff: 'a' });
  await runReaches(app, admin, first.id, atGate);
  expect(await codeOf(await decide(first.id))).toBe('ok');
  const withdrawn = await runReaches(app, admin, second.id, over);
  expect([withdrawn.run.status, (await detailOf(first.id)).run.status]).not.toContain('succeeded');
  expect((await runner.call('POST', `/steps/${other.stepId}/heartbeat`, { leaseToken: other.leaseToken, messagesSeen: 0 })).status).toBe(409);
  const events = await (await admin.call('GET', `/agent-runs/${second.id}/events`)).text();
  expect(events).toContain(`Another attempt was chosen: run ${first.id}`);
  expect((await compare(first.id)).items.map((item) => item.chosen)).toEqual([true, false]);
  const latestRun = async () => TicketCard.parse(await (await admin.call('GET', `/tickets/${first.ticketId}`)).json()).latestRun?.id;
  await seen(app, latestRun, (id) => id === first.id);
}, 30_000);

test('of people who approve different attempts at the same moment, one is heard', async () => {
  const [first, second] = await bothAtGate();
  const outcomes = await Promise.all([first, second, first, second].map(async ({ id }) => codeOf(await decide(id))));
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  for (const outcome of outcomes) expect(['ok', 'gate_closed']).toContain(outcome);
  const chosen = (await compare(first.id)).items.filter((item) => item.chosen);
  expect(chosen).toHaveLength(1);
  const gates = await Promise.all([first, second].map(async ({ id }) => (await detailOf(id)).gates[0]?.status));
  expect(gates.toSorted()).toEqual(['approved', 'superseded']);
});

test('rejecting one leaves the others standing', async () => {
  const [first, second] = await bothAtGate();
  expect(await codeOf(await decide(first.id, 'reject'))).toBe('ok');
  await runReaches(app, admin, first.id, over);
  expect((await detailOf(second.id)).run.waitingOn).toBe('gate');
  expect(await codeOf(await decide(second.id))).toBe('ok');
});

test('one attempt, six attempts, and a recipe where none belongs are refused', async () => {
  for (const attempts of [[two[0]], Array.from({ length: 6 }, () => two[0]), [two[0], { provider: 'codex', recipe: { name: 'command' } }], [two[0], { provider: 'recipe' }]]) expect(await codeOf(await ask({ attempts }))).toBe('invalid_body');
});

test('a run that stands alone is compared with nothing', async () => {
  const run = RunSummary.parse(await (await admin.call('POST', '/agent-runs', { title: 'Alone', repository: { url: 'https://example.org/r.git' }, provider: 'claude', maxCostCents: 0 })).json());
  expect(await compare(run.id)).toMatchObject({ groupId: null, items: [{ run: { id: run.id }, chosen: false }] });
  expect((await admin.call('GET', '/agent-runs/999999/attempts')).status).toBe(404);
});

test('what all attempts may cost is reserved together, or none starts', async () => {
  const { id, reservedCents } = BudgetView.parse(await (await admin.call('POST', '/project-budgets', { projectId: String(admin.projectId), period: 'daily', limitCents: 1_000_000 })).json());
  await admin.call('PATCH', `/project-budgets/${id}`, { limitCents: reservedCents + 150 });
  const before = (await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT count(*)::int AS n FROM runs`))[0];
  expect(await codeOf(await ask({ maxCostCents: 80 }))).toBe('budget_exceeded');
  expect((await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT count(*)::int AS n FROM runs`))[0]).toEqual(before);
  const runs = await begin({ maxCostCents: 75 });
  expect(runs.map((run) => run.reservedCents)).toEqual([75, 75]);
});
