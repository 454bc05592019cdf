import { afterAll, beforeAll, expect, test } from 'bun:test';
import { MessageAnswer, ProblemBody, RunDetail, RunSummary, TicketCard } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches } from '../testing/run-reaches.ts';

let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
const url = 'https://example.org/shop.git';

beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('continue');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const post = async (path: string, body: unknown) => (await admin.call('POST', path, body)).json();
const start = async (body: object) => RunSummary.parse(await post('/agent-runs', body));
const refused = async (body: object) => {
  const answer = await admin.call('POST', '/agent-runs', body);
  return [answer.status, ProblemBody.parse(await answer.json()).code];
};
const claudeRun = (title: string) => start({ title, repository: { url, ref: 'main' }, provider: 'claude', maxCostCents: 5 });
const detailOf = async (runId: string) => RunDetail.parse(await (await admin.call('GET', `/agent-runs/${runId}`)).json());

/** A run of claude that waits at its gate with this diff. */
async function proposed(title: string, diff = `diff of ${title}`): Promise<RunSummary> {
  const run = await claudeRun(title);
  const step = await runner.next();
  await runner.say(step, [{ type: 'message', role: 'assistant', text: 'I begin.' }, { type: 'tool', name: 'Read', phase: 'start', text: 'a.ts' }, { type: 'tool', name: 'Read', phase: 'start', text: 'b.ts' }, { type: 'log', text: 'noise' }, { type: 'message', role: 'assistant', text: 'Renamed it.' }]);
  await runner.succeed(step, { diff, session: `session of ${title}` });
  await runReaches(app, admin, run.id, atGate);
  return run;
}

test('a run that goes on with another takes over its change, its session and what was said, on the same ticket and repository', async () => {
  const first = await proposed('Rename');
  const next = await start({ from: { runId: first.id, as: 'continuation' } });
  expect([next.ticketId, next.from, next.title, next.reservedCents]).toEqual([first.ticketId, { runId: first.id, as: 'continuation' }, 'Rename', 5]);
  const { work } = await runner.next();
  expect([work.provider, work.mode, work.repository, work.from?.as]).toEqual(['claude', 'implement', { url, ref: 'main' }, 'continuation']);
  expect(work.from).toMatchObject({ runId: first.id, patch: { sha256: sha256Hex('diff of Rename'), size: 14 }, session: { sha256: sha256Hex('session of Rename'), provider: 'claude' } });
  expect(work.from?.digest).toBe(`Run ${first.id}, "Rename", waits for a decision.\n[agent] I begin.\n[tools] Read ×2\n[agent] Renamed it.`);
  expect((await detailOf(first.id)).followers.map((run) => [run.id, run.from?.as])).toEqual([[next.id, 'continuation']]);
});

test('another provider gets the digest, and no session that it cannot read', async () => {
  const first = await proposed('Other');
  await start({ from: { runId: first.id, as: 'continuation' }, provider: 'codex' });
  const { work } = await runner.next();
  expect([work.provider, work.from?.session, work.from?.patch?.sha256]).toEqual(['codex', null, sha256Hex('diff of Other')]);
});

test('a review looks at the change on its own base, without the session of who made it', async () => {
  const first = await proposed('Review me');
  const review = await start({ from: { runId: first.id, as: 'review' } });
  const step = await runner.next();
  expect([step.work.mode, step.work.repository.ref, step.work.from?.as, step.work.from?.session]).toEqual(['review', 'b'.repeat(40), 'review', null]);
  await runner.succeed(step, { review: { verdict: 'request_changes' } });
  expect((await runReaches(app, admin, review.id, over)).gates).toEqual([]);
  expect(await (await admin.call('GET', `/agent-runs/${first.id}/attempts`)).json()).toMatchObject({ groupId: null, items: [{ verdict: 'request_changes', provider: 'claude' }] });
  // The ticket goes by the work, which still waits for people.
  expect(TicketCard.parse(await (await admin.call('GET', `/tickets/${review.ticketId}`)).json()).latestRun?.id).toBe(first.id);
});

test('what a run left unfinished when it was stopped is gone on with too', async () => {
  const run = await claudeRun('Long');
  await runner.fail(await runner.next(), 'cost_limit_reached', { partialDiff: 'half of it', session: 's' });
  await runReaches(app, admin, run.id, over);
  await start({ from: { runId: run.id, as: 'continuation' }, maxCostCents: 9 });
  const { work } = await runner.next();
  expect([work.from?.patch?.sha256, work.maxCostCents]).toEqual([sha256Hex('half of it'), 9]);
  expect(work.from?.digest).toContain('[error cost_limit_reached]');
});

test('a message to work that waits for a decision sends it back with the conversation so far', async () => {
  const run = await proposed('Send back');
  const answer = MessageAnswer.parse(await post(`/agent-runs/${run.id}/messages`, { text: 'Keep the old name too.' }));
  expect([answer.became, answer.run.id]).toEqual(['redo', run.id]);
  const step = await runner.next();
  expect(step.work.from).toMatchObject({ runId: run.id, patch: { sha256: sha256Hex('diff of Send back') }, session: { provider: 'claude' } });
  expect(step.work.from?.digest).toEndWith('[continue] Keep the old name too.');
  await runner.succeed(step, { diff: 'better' });
  expect((await runReaches(app, admin, run.id, atGate)).gates.map((gate) => gate.status)).toEqual(['superseded', 'open']);
});

test('a message to a run that has ended is gone on with by a new run, which hears it', async () => {
  const run = await proposed('Ended');
  await admin.call('POST', `/agent-runs/${run.id}/cancel`);
  await runReaches(app, admin, run.id, over);
  const answer = MessageAnswer.parse(await post(`/agent-runs/${run.id}/messages`, { text: 'Do go on.' }));
  expect([answer.became, answer.run.from]).toEqual(['continuation', { runId: run.id, as: 'continuation' }]);
  const step = await runner.next();
  expect(step.runId).toBe(answer.run.id);
  expect(step.work.from?.digest).toEndWith('[continue, now] Do go on.');
  const beat = await runner.call('POST', `/steps/${step.stepId}/heartbeat`, { leaseToken: step.leaseToken, messagesSeen: 0 });
  expect(await beat.json()).toMatchObject({ messages: [{ text: 'Do go on.' }] });
});

test('a message to a run at work is for its agent', async () => {
  const run = await claudeRun('At work');
  await runner.next();
  expect(await post(`/agent-runs/${run.id}/messages`, { text: 'Mind the tests.' })).toMatchObject({ became: 'message', run: { id: run.id } });
});

test('what cannot be gone on with or reviewed is refused, and so is a mode that is no review', async () => {
  const working = await claudeRun('Still working');
  expect(await refused({ from: { runId: working.id, as: 'continuation' } })).toEqual([409, 'run_in_progress']);
  await runner.fail(await runner.next(), 'clone_failed');
  await runReaches(app, admin, working.id, over);
  expect(await refused({ from: { runId: working.id, as: 'review' } })).toEqual([422, 'nothing_to_review']);
  expect(await refused({ from: { runId: '999999', as: 'review' } })).toEqual([404, 'not_found']);
  expect(await refused({ from: { runId: working.id, as: 'review' }, mode: 'implement' })).toEqual([422, 'invalid_body']);
  expect(await refused({ title: 'No repository', provider: 'claude' })).toEqual([422, 'invalid_body']);
});

test('ten runs may lead to a run, one from the other; an eleventh is refused however it is asked for, and nothing is started', async () => {
  const ended = async (run: RunSummary) => {
    await admin.call('POST', `/agent-runs/${run.id}/cancel`);
    return (await runReaches(app, admin, run.id, over)).run;
  };
  const goOn = (runId: string, body: object = {}) => ({ from: { runId, as: 'continuation' }, ...body });
  let run = await proposed('Chain').then(ended);
  for (let depth = 1; depth < 10; depth += 1) run = await ended(await start(goOn(run.id)));
  expect(await refused(goOn(run.id, { mode: 'plan', implementAfter: true }))).toEqual([422, 'chain_too_long']);
  run = await ended(MessageAnswer.parse(await post(`/agent-runs/${run.id}/messages`, { text: 'Once more.' })).run);
  for (const [path, body] of [
    ['/agent-runs', goOn(run.id)],
    ['/agent-runs/attempts', goOn(run.id, { attempts: [{ provider: 'claude' }, { provider: 'codex' }] })],
    [`/agent-runs/${run.id}/messages`, { text: 'And again.' }],
  ] as const) {
    const answer = await admin.call('POST', path, body);
    expect([answer.status, ProblemBody.parse(await answer.json())]).toMatchObject([422, { code: 'chain_too_long', detail: expect.stringContaining(`10 runs lead to run ${run.id}`) }]);
  }
  expect((await detailOf(run.id)).followers).toEqual([]);
});
