import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { Board, RunPage, RunSummary, TicketCard, TicketFound, WhyView } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

setDefaultTimeout(30_000);
let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;

beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('plan');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const ticket = (title: string) => ({ title, description: `Do ${title}.`, paths: ['src/a.ts'] });
const plan = { summary: 'In two steps.', files: [], tickets: [ticket('Split'), ticket('Join')] };

/** A plan that waits for people's yes. */
async function planned(title: string, body: object = {}, content = plan): Promise<RunSummary> {
  const run = RunSummary.parse(await (await admin.call('POST', '/agent-runs', { title, repository: { url: 'https://example.org/r.git' }, mode: 'plan', provider: 'claude', maxCostCents: 100, ...body })).json());
  const step = await runner.next();
  expect([step.work.mode, run.workflow]).toEqual(['plan', 'factory.plan.v1']);
  await runner.succeed(step, { plan: content });
  await runReaches(app, admin, run.id, atGate);
  return run;
}
const decide = async (runId: string, decision: string) => {
  const gate = (await runReaches(app, admin, runId, atGate)).gates.at(-1);
  return admin.call('POST', `/gates/${gate?.id}/decision`, { decision, sha256: gate?.sha256 });
};
const childrenOf = async (ticketId: string | null) =>
  Board.parse(await (await admin.call('GET', `/projects/${admin.projectId}/board`)).json()).tickets.filter((card) => card.parentTicketId === ticketId);

test('an approved plan becomes tickets below the one that was planned, in its order', async () => {
  const run = await planned('Big');
  expect(await childrenOf(run.ticketId)).toEqual([]);
  await decide(run.id, 'approve');
  const done = await runReaches(app, admin, run.id, over);
  expect([done.run.status, done.steps.map((step) => [step.key, step.status])]).toEqual(['succeeded', [['plan', 'succeeded'], ['review', 'succeeded'], ['create', 'succeeded'], ['implement', 'skipped']]]);
  const children = await childrenOf(run.ticketId);
  expect(children.map((card) => [card.title, card.columnKey, card.description])).toEqual([['Split', 'todo', 'Do Split.\n\n- `src/a.ts`'], ['Join', 'todo', 'Do Join.\n\n- `src/a.ts`']]);
});

test('a rejected plan makes no tickets', async () => {
  const run = await planned('Never');
  await decide(run.id, 'reject');
  expect((await runReaches(app, admin, run.id, over)).run.error?.code).toBe('gate_rejected');
  expect(await childrenOf(run.ticketId)).toEqual([]);
});

test('a plan without tickets asks nobody: there is nothing to create', async () => {
  const run = RunSummary.parse(await (await admin.call('POST', '/agent-runs', { title: 'None', repository: { url: 'https://example.org/r.git' }, mode: 'plan', provider: 'claude', implementAfter: true })).json());
  await runner.succeed(await runner.next(), { plan: { summary: 'All is well.', files: [], tickets: [] }, output: { tickets: 0 } });
  const done = await runReaches(app, admin, run.id, over);
  expect([done.run.status, done.gates, done.steps.map((step) => [step.key, step.status])]).toEqual(['succeeded', [], [['plan', 'succeeded'], ['review', 'skipped'], ['create', 'skipped'], ['implement', 'skipped']]]);
});

test('a tool that is called again, also by two workers at once, makes the tickets once', async () => {
  const run = await planned('Twice');
  await decide(run.id, 'approve');
  const done = await runReaches(app, admin, run.id, over);
  const tool = app.parts.runs.tools.get('factory.create_tickets');
  const review = done.steps.find((step) => step.key === 'review')?.output as { artifactId: string; sha256: string };
  const call = { tenantId: admin.tenantId, runId: BigInt(run.id), input: { ticketId: run.ticketId, ...review }, signal: new AbortController().signal, perform: () => Promise.reject(new Error('no effect')) };
  const again = await Promise.all([tool?.(call), tool?.(call), tool?.(call)]);
  const made = done.steps.find((step) => step.key === 'create')?.output ?? null;
  expect(again as unknown[]).toEqual(Array.from({ length: 3 }, () => ({ kind: 'done' as const, output: made })));
  expect(await childrenOf(run.ticketId)).toHaveLength(2);
  expect(await tool?.({ ...call, input: { ...call.input, sha256: '0'.repeat(64) } })).toMatchObject({ kind: 'failed', error: { code: 'approval_missing' } });
});

test('with "implementAfter" each ticket is implemented by a run of its own, on one budget; one that is rejected leaves the others', async () => {
  const run = await planned('Chain', { implementAfter: true });
  await decide(run.id, 'approve');
  const steps = [await runner.next(), await runner.next()];
  const children = await childrenOf(run.ticketId);
  expect(steps.map((step) => step.work.title).toSorted()).toEqual(['Join', 'Split']);
  expect(steps[0]?.work).toMatchObject({ mode: 'implement', provider: 'claude', repository: { url: 'https://example.org/r.git' } });
  for (const step of steps) await runner.succeed(step, { diff: `diff ${step.runId}` });
  const runs = RunPage.parse(await (await admin.call('GET', `/agent-runs?projectId=${admin.projectId}&limit=2`)).json()).items;
  expect(runs.map((child) => [child.parentRunId, child.title, child.reservedCents]).toSorted()).toEqual([[run.id, 'Join', 0], [run.id, 'Split', 0]].toSorted());
  expect(runs.map((child) => child.ticketId).toSorted()).toEqual(children.map((card) => card.id).toSorted());
  for (const child of runs) await decide(child.id, 'reject');
  const done = await runReaches(app, admin, run.id, over);
  expect([done.run.status, done.steps.find((step) => step.key === 'implement')?.output]).toEqual(['succeeded', [null, null]]);
  const ended = await seen(app, () => childrenOf(run.ticketId), (cards) => cards.every((card) => card.latestRun?.status === 'failed'));
  expect(ended).toHaveLength(2);
}, 30_000);

test('five changes of a plan wait for people side by side, and the sixth begins when one of them is decided', async () => {
  const run = await planned('Wide', { implementAfter: true }, { ...plan, tickets: ['a', 'b', 'c', 'd', 'e', 'f'].map(ticket) });
  await decide(run.id, 'approve');
  for (let at = 0; at < 5; at += 1) {
    const step = await runner.next();
    await runner.succeed(step, { diff: `diff ${step.runId}` });
    await runReaches(app, admin, step.runId, atGate);
  }
  const wide = await runReaches(app, admin, run.id, () => true);
  expect(wide.steps.filter((step) => step.parentStepId !== null).map((step) => step.status)).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'queued']);
  await decide(wide.children.at(-1)?.id ?? '', 'reject');
  expect((await runner.next()).work.title).toBe('f');
}, 30_000);

describe('tickets of a plan that wait for one another', () => {
  const ordered = { ...plan, tickets: [{ ...ticket('Roof'), dependsOn: [] }, { ...ticket('Ground'), dependsOn: [1, 2, 9] }, ticket('Shed')] } as typeof plan;
  const cardOf = async (ref: string) => TicketCard.parse((TicketFound.parse(await (await admin.call('GET', `/search/tickets?q=${ref}`)).json())).items[0]);
  /** Two are implemented, the third waits for the first of them. */
  async function begun(title: string) {
    const run = await planned(title, { implementAfter: true }, ordered);
    await decide(run.id, 'approve');
    const steps = [await runner.next(), await runner.next()];
    expect(steps.map((step) => step.work.title).toSorted()).toEqual(['Roof', 'Shed']);
    const { children } = await runReaches(app, admin, run.id, (detail) => detail.children.some((child) => child.waitingOn === 'tickets'));
    const held = children.find((child) => child.waitingOn === 'tickets');
    const [first] = (await childrenOf(run.ticketId)).filter((card) => card.title === 'Roof');
    if (!held || !first) throw new Error('none waits');
    return { run, steps, held, first };
  }
  const why = async (id: string) => WhyView.parse(await (await admin.call('GET', `/agent-runs/${id}/why`)).json());

  test('the others begin at once; it says what it waits for, and begins by itself when that is done, with what was said by then', async () => {
    const { run, steps, held, first } = await begun('Ordered');
    expect(await why(held.id)).toMatchObject({ waitsFor: `${first.ref} (Roof) to be done`, whatFreesIt: expect.stringContaining('by itself') });
    const card = TicketCard.parse(await (await admin.call('GET', `/tickets/${held.ticketId}`)).json());
    expect([card.openBlockers, card.latestRun?.waitingOn, card.columnKey]).toEqual([1, 'tickets', 'todo']);
    await admin.call('POST', `/tickets/${held.ticketId}/comments`, { bodyMd: 'Use the old bricks.' });
    for (const step of steps) await runner.succeed(step);
    const { work, runId } = await runner.next();
    expect([runId, work.title, work.comments?.said.map(({ text }) => text)]).toEqual([held.id, 'Ground', ['Use the old bricks.']]);
    await runReaches(app, admin, held.id, (detail) => detail.run.status === 'running');
    await admin.call('POST', `/agent-runs/${run.id}/cancel`);
    await runReaches(app, admin, held.id, over);
  });

  test('a blocker that is added is waited for too, one that is taken away or deleted is not', async () => {
    const { run, held, first } = await begun('Changed');
    const { id: other, ref } = TicketCard.parse(await (await admin.call('POST', `/projects/${admin.projectId}/tickets`, { title: 'Permit' })).json());
    await admin.call('POST', `/tickets/${held.ticketId}/blockers`, { ticketId: other });
    await seen(app, () => why(held.id), ({ waitsFor }) => waitsFor === `${first.ref} (Roof), ${ref} (Permit) to be done`);
    await admin.call('DELETE', `/tickets/${held.ticketId}/blockers/${first.id}`);
    await seen(app, () => why(held.id), ({ waitsFor }) => waitsFor === `${ref} (Permit) to be done`);
    await admin.call('DELETE', `/tickets/${other}`);
    expect((await runner.next()).runId).toBe(held.id);
    await admin.call('POST', `/agent-runs/${run.id}/cancel`);
    await runReaches(app, admin, held.id, over);
  });

  test('one that a person moves to done counts, one that is cancelled with the plan begins never', async () => {
    const { run, held, first } = await begun('Moved');
    const { version } = await seen(app, () => cardOf(first.ref), ({ columnKey }) => columnKey === 'in_progress');
    expect((await admin.call('PATCH', `/tickets/${first.id}`, { version, columnKey: 'done', afterTicketId: null })).status).toBe(200);
    expect((await runner.next()).runId).toBe(held.id);
    await admin.call('POST', `/agent-runs/${run.id}/cancel`);
    const second = await begun('Cancelled');
    await admin.call('POST', `/agent-runs/${second.run.id}/cancel`);
    expect((await runReaches(app, admin, second.held.id, over)).run.status).toBe('cancelled');
  });
});

test('a plan that no tickets can be made of fails instead of making some', async () => {
  const run = RunSummary.parse(await (await admin.call('POST', '/agent-runs', { title: 'Odd', repository: { url: 'https://example.org/r.git' }, mode: 'plan', provider: 'claude' })).json());
  await runner.succeed(await runner.next(), { plan: { tickets: 'none' } });
  await decide(run.id, 'approve');
  expect((await runReaches(app, admin, run.id, over)).run.error?.code).toBe('plan_invalid');
});
