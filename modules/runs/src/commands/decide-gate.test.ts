import { afterAll, beforeAll, expect, test } from 'bun:test';
import { SQL } from 'bun';
import { ProblemError, sha256Hex } from '@lime/kernel';
import type { GateView, RunDetail } from '@lime/contracts';
import { actAsRunner, type ActingRunner, agentOutput, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { decideGate, type Person } from './decide-gate.ts';
import { redoWork } from './redo-work.ts';

let engine: TestEngine;
let runner: ActingRunner;
/** Ada asks for the work; Ben and Cleo may decide. */
let ada: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  engine = await openTestEngine();
  runner = await actAsRunner(engine);
  ada = { userId: engine.userId, name: 'Ada', roles: ['dev'] };
  ben = await addPerson('Ben', ['qa']);
  cleo = await addPerson('Cleo', ['dev']);
});
afterAll(() => engine.close());

async function addPerson(name: string, roles: string[]): Promise<Person> {
  const [row]: { id: bigint }[] = await engine.in((tx) => tx.sql`INSERT INTO users (tenant_id, email, name) VALUES (${tx.tenantId}, ${`${name}@example.org`}, ${name}) RETURNING id`);
  return { userId: row?.id ?? 0n, name, roles };
}

const spec = (policy: object, expiresInSeconds = 3600) => ({
  key: 'reviewed', title: 'Reviewed',
  steps: [
    { id: 'work', ...agentStep },
    { id: 'review', kind: 'gate', question: 'Apply it?', artifact: { step: 'work', kind: 'diff' }, policy, expiresInSeconds },
  ],
  output: { sha: '$steps.review.output.sha256' },
});
const over = (detail: RunDetail) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const openGate = (detail: RunDetail) => detail.gates.find((gate) => gate.status === 'open');

/** The runner finishes its step with a diff of this text. */
async function finishWith(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  await engine.ctx.blobs.put(engine.tenantId, bytes);
  const artifact = { kind: 'diff', name: 'change.diff', mime: 'text/x-diff', sha256: sha256Hex(bytes), size: bytes.byteLength };
  const step = await runner.claim();
  if (!step) throw new Error('nothing to claim');
  await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [artifact] });
}

async function asked(policy: object, expiresInSeconds?: number): Promise<{ runId: bigint; gate: GateView }> {
  const runId = await engine.start(spec(policy, expiresInSeconds));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  await finishWith(`diff of ${runId}`);
  const gate = openGate(await engine.reaches(runId, (detail) => detail.run.waitingOn === 'gate'));
  if (!gate) throw new Error('no question was asked');
  return { runId, gate };
}

const decide = (person: Person, gate: GateView, body: { decision?: 'approve' | 'reject'; sha256?: string; note?: string; acknowledgeSecrets?: boolean } = {}) =>
  engine.in((tx) => decideGate(engine.ctx, tx, person, BigInt(gate.id), { decision: 'approve', sha256: gate.sha256, note: '', acknowledgeSecrets: false, ...body }));
/** `ok`, or the code of the refusal. */
const outcomeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)));

test('an approval of the content lets the run go on, and stands on record', async () => {
  const { runId, gate } = await asked({});
  expect(await outcomeOf(decide(ben, gate, { note: 'Fine.' }))).toBe('ok');
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.gates[0]?.status, detail.steps[1]?.output]).toMatchObject(['succeeded', 'approved', { sha256: gate.sha256, artifactId: gate.artifactId }]);
  expect(detail.gates[0]?.approvals).toMatchObject([{ by: 'Ben', decision: 'approve', sha256: gate.sha256, note: 'Fine.' }]);
  const [audit]: { actor: string; payload: unknown }[] = await engine.in((tx) => tx.sql`SELECT actor, payload FROM audit_log WHERE action = 'gate.approve' AND target_id = ${BigInt(gate.id)}`);
  expect(audit).toEqual({ actor: 'Ben', payload: { runId: String(runId), sha256: gate.sha256, note: 'Fine.' } });
  expect(await outcomeOf(decide(cleo, gate))).toBe('gate_closed');
});

test('a rejection ends the run with what the person said', async () => {
  const { runId, gate } = await asked({});
  await decide(ben, gate, { decision: 'reject', note: 'Wrong rounding.' });
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.run.error?.code, detail.run.error?.message]).toEqual(['failed', 'gate_rejected', 'The change was rejected: Wrong rounding.']);
});

test('whoever asked for the work may not approve it, unless the policy says so', async () => {
  const { gate } = await asked({});
  expect(await outcomeOf(decide(ada, gate))).toBe('not_allowed');
  const own = await asked({ authorMayApprove: true });
  expect(await outcomeOf(decide(ada, own.gate))).toBe('ok');
});

test('only the roles that the policy names may decide', async () => {
  const { gate } = await asked({ roles: ['qa'] });
  expect(await outcomeOf(decide(cleo, gate))).toBe('not_allowed');
  expect(await outcomeOf(decide(cleo, gate, { decision: 'reject' }))).toBe('not_allowed');
  expect(await outcomeOf(decide(ben, gate))).toBe('ok');
});

test('two approvals take two people: the same one twice does not count, not even at the same moment', async () => {
  const { runId, gate } = await asked({ approvals: 2 });
  const outcomes = await Promise.all([outcomeOf(decide(ben, gate)), outcomeOf(decide(ben, gate)), outcomeOf(decide(ben, gate))]);
  expect(outcomes.toSorted()).toEqual(['not_allowed', 'not_allowed', 'ok']);
  expect((await engine.reaches(runId, () => true)).run.waitingOn).toBe('gate');
  expect(await outcomeOf(decide(cleo, gate))).toBe('ok');
  expect((await engine.reaches(runId, over)).gates[0]?.approvals.map((approval) => approval.by)).toEqual(['Ben', 'Cleo']);
});

test('two people who decide at the same moment: one decision counts', async () => {
  const { runId, gate } = await asked({});
  const outcomes = await Promise.all([outcomeOf(decide(ben, gate)), outcomeOf(decide(cleo, gate, { decision: 'reject' }))]);
  expect(outcomes.toSorted()).toEqual(['gate_closed', 'ok']);
  expect((await engine.reaches(runId, over)).gates[0]?.approvals).toHaveLength(1);
});

test('content other than what was looked at is not approved', async () => {
  const { gate } = await asked({});
  expect(await outcomeOf(decide(ben, gate, { sha256: '0'.repeat(64) }))).toBe('content_changed');
});

test('when the work is done again, what was approved before does not count', async () => {
  const { runId, gate } = await asked({ approvals: 2 });
  await decide(ben, gate);
  await engine.in((tx) => redoWork(engine.ctx, tx, ada, runId, 'Once more.'));
  await finishWith('another diff');
  const detail = await engine.reaches(runId, (seen) => openGate(seen) !== undefined && openGate(seen)?.id !== gate.id);
  const again = openGate(detail);
  if (!again) throw new Error('not asked again');
  expect(again.sha256).not.toBe(gate.sha256);
  expect([await outcomeOf(decide(cleo, gate)), await outcomeOf(decide(cleo, again, { sha256: gate.sha256 }))]).toEqual(['content_changed', 'content_changed']);
  expect(await outcomeOf(decide(cleo, again))).toBe('ok');
  expect((await engine.reaches(runId, () => true)).run.waitingOn).toBe('gate');
  expect(await outcomeOf(decide(ben, again))).toBe('ok');
  expect((await engine.reaches(runId, over)).run.status).toBe('succeeded');
});

test('work whose question has been decided is not sent back', async () => {
  const { runId, gate } = await asked({});
  await decide(ben, gate);
  expect(await outcomeOf(engine.in((tx) => redoWork(engine.ctx, tx, ada, runId, '')))).toBe('nothing_to_redo');
});

test('a question that nobody answers expires, and cannot be answered after that', async () => {
  const { runId, gate } = await asked({}, 1);
  const detail = await engine.reaches(runId, over);
  expect([detail.run.error?.code, detail.gates[0]?.status]).toEqual(['gate_expired', 'expired']);
  expect(await outcomeOf(decide(ben, gate))).toBe('gate_closed');
});

test('a gate about something that was not made fails the run', async () => {
  const runId = await engine.start(spec({}));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const step = await runner.claim();
  if (step) await runner.finish(step);
  expect((await engine.reaches(runId, over)).run.error?.code).toBe('artifact_missing');
});

test('approvals and the audit log cannot be changed or removed, not even by the owner of the database', async () => {
  const { gate } = await asked({});
  await decide(ben, gate);
  const owner = new SQL({ url: engine.database.url, max: 1, connection: { search_path: 'lime' } });
  const attempts = [
    ...['approvals', 'audit_log'].flatMap((table) => [`UPDATE ${table} SET tenant_id = tenant_id`, `DELETE FROM ${table}`, `TRUNCATE ${table}`, `TRUNCATE ${table} CASCADE`]),
    'DELETE FROM users CASCADE'.replace(' CASCADE', ''), 'TRUNCATE users CASCADE', 'DELETE FROM gates', 'DELETE FROM tenants', 'TRUNCATE tenants CASCADE',
  ];
  for (const statement of attempts) {
    const refused = await owner.unsafe(statement).then(() => 'done', (error: unknown) => String(error));
    expect([statement, refused]).toEqual([statement, expect.stringMatching(/append-only|foreign key|violates/)]);
  }
  const rows: unknown[] = await owner.unsafe('SELECT 1 FROM approvals');
  expect(rows.length).toBeGreaterThan(0);
  await owner.close();
});
