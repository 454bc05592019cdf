import { afterAll, beforeAll, expect, test } from 'bun:test';
import { BudgetAlert, pageOf, projectBudgets, ProblemBody, RunDetail, RunEvent, RunSummary } from '@lime/contracts';
import { z } from 'zod';
import { chargeRun } from '@lime/runs';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches } from '../testing/run-reaches.ts';

let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('budgets');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const json = async (method: string, path: string, body?: unknown) => (await admin.call(method, path, body)).json();
const setBudget = async (body: object) => projectBudgets.view.parse(await json('POST', '/project-budgets', { projectId: String(admin.projectId), ...body }));
const start = (body: object) => admin.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, provider: 'claude', maxCostCents: 80, ...body });
const spend = (step: { runId: string; stepId: string }, cents: number) =>
  app.parts.db.tenant(admin.tenantId, (tx) => chargeRun(app.parts.runs, tx, { runId: BigInt(step.runId), stepId: BigInt(step.stepId) }, { model: 'm', inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, costMicros: BigInt(cents) * 10_000n }));

test('a budget is spent in mid-run: it is told at each threshold, what could spend more stops and says why, what waits for people stays', async () => {
  const budget = await setBudget({ period: 'monthly', provider: 'claude', limitCents: 200 });
  const waiting = RunSummary.parse(await (await start({})).json());
  const first = await runner.next();
  await spend(first, 70);
  await runner.succeed(first, { diff: 'd' });
  await runReaches(app, admin, waiting.id, atGate);
  const working = RunSummary.parse(await (await start({})).json());
  const step = await runner.next();
  const codex = RunSummary.parse(await (await start({ provider: 'codex' })).json());
  await spend(step, 40);
  expect((await json('PATCH', `/project-budgets/${budget.id}`, { limitCents: 100, version: budget.version })) as object).toMatchObject({ limitCents: 100, spentCents: 110, reservedCents: 50 });
  const ended = await runReaches(app, admin, working.id, over);
  const why = 'The monthly budget for claude of $1.00 is spent ($1.10).';
  expect(ended).toMatchObject({ run: { status: 'cancelled', error: { code: 'budget_stopped', message: expect.stringContaining(why) }, reservedCents: 0 }, why: { state: expect.stringContaining(`It was stopped: ${why}`) } });
  const listed = pageOf(RunSummary).parse(await json('GET', '/agent-runs?status=cancelled')).items;
  expect(listed.find(({ id }) => id === working.id)?.error?.code).toBe('budget_stopped');
  const { items: said } = z.object({ items: z.array(z.object({ bodyMd: z.string() })) }).parse(await json('GET', `/tickets/${ended.run.ticketId}/comments`));
  expect(said.map(({ bodyMd }) => bodyMd).join()).toContain(`was stopped: ${why}`);
  const { items } = pageOf(BudgetAlert).parse(await json('GET', `/budget-alerts?projectId=${admin.projectId}`));
  expect(items.map(({ percent, spentCents }) => [percent, spentCents])).toEqual([[100, 110], [95, 110], [80, 110]]);
  const { events } = z.object({ events: z.array(RunEvent) }).parse(await json('GET', `/agent-runs/${working.id}/events`));
  expect(events.map(({ body }) => (body.type === 'error' && body.code === 'budget_stopped' ? body.text : '')).join('')).toContain('The monthly budget for claude of $1.00 is spent ($1.10).');
  for (const { id } of [waiting, codex]) expect(RunDetail.parse(await json('GET', `/agent-runs/${id}`)).run.endedAt).toBeNull();
  const refused = ProblemBody.parse(await (await start({ maxCostCents: 1 })).json());
  expect([refused.status, refused.code, refused.details]).toEqual([402, 'budget_exceeded', expect.objectContaining({ provider: 'claude', limitCents: 100, spentCents: 110 })]);
}, 30_000);

test('a soft limit above the limit is refused, where it is set and where it is changed', async () => {
  const problem = async (method: string, path: string, body: object) => ProblemBody.parse(await json(method, path, body));
  const refusal = { status: 422, detail: expect.stringContaining('softLimitCents: a soft limit above') };
  expect(await problem('POST', '/project-budgets', { projectId: String(admin.projectId), period: 'daily', mode: 'plan', limitCents: 100, softLimitCents: 101 })).toMatchObject(refusal);
  const budget = await setBudget({ period: 'daily', mode: 'plan', limitCents: 100, softLimitCents: 100 });
  expect(await problem('PATCH', `/project-budgets/${budget.id}`, { limitCents: 99 })).toMatchObject(refusal);
  expect(await problem('PATCH', `/project-budgets/${budget.id}`, { softLimitCents: 200 })).toMatchObject(refusal);
});

test('two budgets of one kind are refused, and so is a budget of another tenant’s project', async () => {
  const other = await app.addTenant('other');
  await setBudget({ period: 'weekly', limitCents: 100_000 });
  expect((await admin.call('POST', '/project-budgets', { projectId: String(admin.projectId), period: 'weekly', limitCents: 1 })).status).toBe(409);
  const answer = await admin.call('POST', '/project-budgets', { projectId: String(other.projectId), period: 'weekly', limitCents: 1 });
  expect(ProblemBody.parse(await answer.json())).toMatchObject({ status: 422, detail: 'projectId: there is no such project.' });
});
