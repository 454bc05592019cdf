import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sha256Hex } from '@lime/kernel';
import { Assignment, ProblemBody, Registered } from '@lime/contracts';
import { createRunnerToken, revokeRunnerToken } from './runner/runner-tokens.ts';
import { cancelRun } from './commands/cancel-run.ts';
import { sendMessage } from './commands/send-message.ts';
import { runnerRoutes } from './runner-routes.ts';
import { actAsRunner, agentOutput, agentStep } from './testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from './testing/open-test-engine.ts';

let engine: TestEngine;
let token: string;
let runnerId: string;
beforeAll(async () => {
  engine = await openTestEngine();
  token = await newToken();
  runnerId = await register(token);
});
afterAll(() => engine.close());

const newToken = async () => (await engine.in((tx) => createRunnerToken(tx, { userId: engine.userId, name: 'Ada' }, 'a runner'))).token;

type Call = { with?: string | null; headers?: Record<string, string>; signal?: AbortSignal };
async function call(method: 'POST' | 'PUT', path: string, body: unknown, options: Call = {}): Promise<Response> {
  const pattern = path.replace(/^\/steps\/[^/]+/, '/steps/:id').replace(/\/blobs\/[^/]+$/, '/blobs/:sha');
  const route = runnerRoutes(engine.ctx).find((candidate) => candidate.method === method && candidate.path === pattern);
  if (!route) throw new Error(`no route ${pattern}`);
  const [, , id = '', , sha = ''] = path.split('/');
  const raw = body instanceof Uint8Array ? body.slice() : JSON.stringify(body);
  const bearer = options.with === undefined ? token : options.with;
  const headers = { ...(bearer !== null && { authorization: `Bearer ${bearer}` }), ...(!(body instanceof Uint8Array) && { 'content-type': 'application/json' }), ...options.headers };
  return route.handle(new Request(`http://lime.test/runner/v1${path}`, { method, headers, body: raw, ...(options.signal && { signal: options.signal }) }), path.startsWith('/steps/') ? { id, sha } : {});
}
const register = async (bearer: string) => Registered.parse(await (await call('POST', '/register', { name: 'r', protocol: 1, labels: [], providers: ['recipe'], capacity: 64 }, { with: bearer })).json()).runnerId;
/** Claims that wait for a row of this tenant. */
async function claimsWaiting(): Promise<number> {
  const [row]: { count: number }[] = await engine.in((tx) => tx.sql`SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND locktype IN ('tuple', 'transactionid')`);
  return row?.count ?? 0;
}
/** The status, and the problem's code when there is one. */
async function outcomeOf(answer: Promise<Response>): Promise<[number, string | null]> {
  const response = await answer;
  const type = response.headers.get('content-type');
  return [response.status, type === 'application/problem+json' ? ProblemBody.parse(await response.json()).code : null];
}
async function claimed(): Promise<Assignment> {
  await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
  const response = await call('POST', '/claim', { runnerId, waitMs: 10_000 });
  return Assignment.parse(await response.json());
}

test('the protocol from end to end: claim, events, heartbeat, blob, finish', async () => {
  const step = await claimed();
  const bytes = new TextEncoder().encode('a diff');
  const sha = sha256Hex(bytes);
  const { leaseToken } = step;
  expect(await (await call('POST', `/steps/${step.stepId}/events`, { leaseToken, batch: 1, events: [{ type: 'log', text: 'hello \0 world' }] })).json()).toMatchObject({ batch: 1 });
  expect(await (await call('POST', `/steps/${step.stepId}/heartbeat`, { leaseToken, messagesSeen: 0 })).json()).toEqual({ cancel: false, messages: [] });
  expect(await outcomeOf(call('PUT', `/steps/${step.stepId}/blobs/${sha}`, bytes, { headers: { 'lime-lease': leaseToken } }))).toEqual([201, null]);
  const finish = { leaseToken, outcome: { status: 'succeeded', output: agentOutput, artifacts: [{ kind: 'diff', name: 'd', mime: 'text/x-diff', sha256: sha, size: bytes.byteLength }] } };
  expect(await outcomeOf(call('POST', `/steps/${step.stepId}/finish`, finish))).toEqual([204, null]);
  expect(await outcomeOf(call('POST', `/steps/${step.stepId}/finish`, finish))).toEqual([204, null]);
  expect((await engine.reaches(BigInt(step.runId), (detail) => detail.run.status === 'succeeded')).artifacts).toHaveLength(1);
});

test('a claim that waits gets the step that comes meanwhile', async () => {
  const waiting = call('POST', '/claim', { runnerId, waitMs: 20_000 });
  await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
  expect((await waiting).status).toBe(200);
});

test('a claim whose runner has gone away is not given a step', async () => {
  const gone = new AbortController();
  const waiting = call('POST', '/claim', { runnerId, waitMs: 20_000 }, { signal: gone.signal });
  gone.abort();
  expect((await waiting).status).toBe(204);
});

test('a step that was given to a runner as its connection died is given to the next one at once, as the same attempt', async () => {
  const gone = new AbortController();
  const waiting = call('POST', '/claim', { runnerId, waitMs: 20_000 }, { signal: gone.signal });
  await engine.ctx.db.tenant(engine.tenantId, async (tx) => {
    // The claim waits for this row, and is committed only after its runner has gone away.
    await tx.sql`SELECT id FROM tenants WHERE id = ${engine.tenantId} FOR NO KEY UPDATE`;
    const runId = await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
    await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
    while ((await claimsWaiting()) === 0) await Bun.sleep(5);
    gone.abort();
  });
  await waiting;
  const step = Assignment.parse(await (await call('POST', '/claim', { runnerId, waitMs: 20_000 })).json());
  expect(step.attempt).toBe(1);
  const detail = await engine.reaches(BigInt(step.runId), ({ run }) => run.status === 'running');
  expect(detail.steps[0]?.runnerName).toBe('r');
  await call('POST', `/steps/${step.stepId}/finish`, { leaseToken: step.leaseToken, outcome: { status: 'succeeded', output: agentOutput, artifacts: [] } });
}, 25_000);

test('without a token, with an unknown or a revoked one, nothing is told', async () => {
  for (const bearer of [null, '', 'lime_runner_nonsense', `${token}x`]) {
    expect(await outcomeOf(call('POST', '/claim', { runnerId, waitMs: 0 }, { with: bearer }))).toEqual([401, 'runner_token_invalid']);
  }
  const doomed = await newToken();
  const doomedId = await register(doomed);
  const polling = call('POST', '/claim', { runnerId: doomedId, waitMs: 20_000 }, { with: doomed });
  const [row]: { id: bigint }[] = await engine.in((tx) => tx.sql`SELECT token_id AS id FROM runners WHERE id = ${BigInt(doomedId)}`);
  await engine.in((tx) => revokeRunnerToken(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, row?.id ?? 0n));
  expect((await polling).status).toBe(204);
  expect(await outcomeOf(call('POST', '/claim', { runnerId: doomedId, waitMs: 0 }, { with: doomed }))).toEqual([401, 'runner_token_invalid']);
});

test('what a runner had in hand goes to another as soon as its token is revoked', async () => {
  const doomed = await actAsRunner(engine);
  const runId = await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  expect(await doomed.claim()).not.toBeNull();
  const [row]: { id: bigint }[] = await engine.in((tx) => tx.sql`SELECT token_id AS id FROM runners WHERE id = ${doomed.id}`);
  await engine.in((tx) => revokeRunnerToken(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, row?.id ?? 0n));
  const step = Assignment.parse(await (await call('POST', '/claim', { runnerId, waitMs: 20_000 })).json());
  expect([step.runId, step.attempt]).toEqual([String(runId), 2]);
  await call('POST', `/steps/${step.stepId}/finish`, { leaseToken: step.leaseToken, outcome: { status: 'succeeded', output: agentOutput, artifacts: [] } });
}, 20_000);

test("a runner's id works only with the token that it registered with", async () => {
  await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
  const stranger = await newToken();
  expect((await call('POST', '/claim', { runnerId, waitMs: 0 }, { with: stranger })).status).not.toBe(200);
  const runner = await actAsRunner(engine);
  const step = await runner.claim();
  if (step) await runner.finish(step);
});

/** Sends a heartbeat that may be held, and waits until the server has looked and holds it. */
async function heldHeartbeat(step: Assignment, waitMs = 60_000, options: Call = {}): Promise<{ answer: Promise<[number, unknown]> }> {
  await engine.in((tx) => tx.sql`UPDATE run_steps SET lease_expires_at = now() + interval '2 seconds' WHERE id = ${BigInt(step.stepId)}`);
  const answer = call('POST', `/steps/${step.stepId}/heartbeat`, { leaseToken: step.leaseToken, messagesSeen: 0, waitMs }, options);
  for (let renewed = false; !renewed; ) {
    const [row]: { renewed: boolean }[] = await engine.in((tx) => tx.sql`SELECT lease_expires_at > now() + interval '20 seconds' AS renewed FROM run_steps WHERE id = ${BigInt(step.stepId)}`);
    renewed = row?.renewed ?? false;
  }
  return { answer: answer.then(async (response) => [response.status, await response.json()]) };
}
const ada = () => ({ userId: engine.userId, name: 'Ada' });

test.each<[string, (runId: bigint) => Promise<unknown>, unknown]>([
  ['a message', (runId) => engine.in((tx) => sendMessage(engine.ctx, tx, ada(), runId, 'Mind the cents.')), [200, { cancel: false, messages: [{ seq: expect.any(Number), text: 'Mind the cents.' }] }]],
  ['a cancel', (runId) => engine.in((tx) => cancelRun(engine.ctx, tx, ada(), runId)), [200, { cancel: true, messages: [] }]],
  ['the end of its step', (runId) => engine.in((tx) => tx.sql`UPDATE run_steps SET timeout_at = now(), due_at = now() WHERE run_id = ${runId}`), [409, expect.objectContaining({ code: 'lease_lost' })]],
])('a heartbeat that waits is answered by %s', async (_, happen, answer) => {
  const step = await claimed();
  const held = await heldHeartbeat(step);
  await happen(BigInt(step.runId));
  const answered: unknown = await held.answer;
  expect(answered).toEqual(answer);
}, 9000);

test('a heartbeat that waits for nothing is answered after its time, with its lease renewed before; a runner that goes away is not waited for', async () => {
  const step = await claimed();
  expect(await (await heldHeartbeat(step, 1000)).answer).toEqual([200, { cancel: false, messages: [] }]);
  const gone = new AbortController();
  const abandoned = await heldHeartbeat(step, 60_000, { signal: gone.signal });
  gone.abort();
  await abandoned.answer;
}, 9000);

test("a lease token is not to be guessed, and opens nothing for the tenant's other runners", async () => {
  const [step, other] = [await claimed(), await claimed()];
  expect(step.leaseToken).toMatch(/^lime_lease_[A-Za-z0-9_-]{43}$/);
  const stranger = await newToken();
  await register(stranger);
  const { leaseToken } = step;
  const sayings = (by: Call, lease: string) => [
    call('POST', `/steps/${step.stepId}/heartbeat`, { leaseToken: lease, messagesSeen: 0 }, by),
    call('POST', `/steps/${step.stepId}/events`, { leaseToken: lease, batch: 1, events: [{ type: 'log', text: 'forged' }] }, by),
    call('PUT', `/steps/${step.stepId}/blobs/${sha256Hex('x')}`, new TextEncoder().encode('x'), { ...by, headers: { 'lime-lease': lease } }),
    call('POST', `/steps/${step.stepId}/finish`, { leaseToken: lease, outcome: { status: 'failed', error: { code: 'x', message: 'x' }, retryable: false } }, by),
  ];
  for (const saying of [...sayings({ with: stranger }, leaseToken), ...sayings({}, other.leaseToken), ...sayings({}, '1')]) expect(await outcomeOf(saying)).toEqual([409, 'lease_lost']);
  expect(await outcomeOf(call('POST', `/steps/${step.stepId}/heartbeat`, { leaseToken, messagesSeen: 0 }))).toEqual([200, null]);
});

test.each([
  ['a lease token that is none', (id: string) => call('POST', `/steps/${id}/heartbeat`, { leaseToken: 'abc', messagesSeen: 0 }), 409, 'lease_lost'],
  ['a lease token past all numbers', (id: string) => call('POST', `/steps/${id}/heartbeat`, { leaseToken: '9'.repeat(40), messagesSeen: 0 }), 409, 'lease_lost'],
  ['a batch number past all numbers', (id: string, leaseToken: string) => call('POST', `/steps/${id}/events`, { leaseToken, batch: 3_000_000_000, events: [{ type: 'log', text: '' }] }), 422, 'invalid_body'],
  ['a runner id past all ids', () => call('POST', '/claim', { runnerId: '9999999999999999999', waitMs: 0 }), 422, 'invalid_body'],
  ['no events', (id: string, leaseToken: string) => call('POST', `/steps/${id}/events`, { leaseToken, batch: 1, events: [] }), 422, 'invalid_body'],
  ['a made-up event', (id: string, leaseToken: string) => call('POST', `/steps/${id}/events`, { leaseToken, batch: 1, events: [{ type: 'approval' }] }), 422, 'invalid_body'],
  ['a stale lease', (id: string) => call('POST', `/steps/${id}/events`, { leaseToken: '99', batch: 1, events: [{ type: 'log', text: '' }] }), 409, 'lease_lost'],
  ['a step that is not there', () => call('POST', '/steps/999999/heartbeat', { leaseToken: '1', messagesSeen: 0 }), 409, 'lease_lost'],
  ['a step id that is none', () => call('POST', '/steps/abc/heartbeat', { leaseToken: '1', messagesSeen: 0 }), 409, 'lease_lost'],
  ['a blob without a lease', (id: string) => call('PUT', `/steps/${id}/blobs/${'0'.repeat(64)}`, new Uint8Array([1])), 409, 'lease_lost'],
  ['a blob under a stale lease', (id: string) => call('PUT', `/steps/${id}/blobs/${'0'.repeat(64)}`, new Uint8Array([1]), { headers: { 'lime-lease': '99' } }), 409, 'lease_lost'],
  ['a blob that is not what its name says', (id: string, leaseToken: string) => call('PUT', `/steps/${id}/blobs/${'0'.repeat(64)}`, new Uint8Array([1]), { headers: { 'lime-lease': leaseToken } }), 422, 'blob_hash_mismatch'],
])('%s is refused', async (_, send, status, code) => {
  const step = await claimed();
  expect(await outcomeOf(send(step.stepId, step.leaseToken))).toEqual([status, code]);
  expect((await engine.reaches(BigInt(step.runId), () => true)).steps[0]?.status).toBe('running');
});
