import { afterAll, beforeAll, expect, test } from 'bun:test';
import { GateView, ProblemBody, RunSummary } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, runReaches } from '../testing/run-reaches.ts';

let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
const finding = { path: 'src/config.ts', line: 12, rule: 'github', excerpt: 'token = ••••••' };

beforeAll(async () => {
  app = await openTestApp();
  admin = await app.addTenant('secrets');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

async function held(secrets?: { found: number; findings: unknown[] }): Promise<{ runId: string; gate: GateView }> {
  const run = RunSummary.parse(await (await admin.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command' } })).json());
  await runner.succeed(await runner.next(), { diff: `diff ${run.id}`, ...(secrets && { secrets }) });
  const gate = (await runReaches(app, admin, run.id, atGate)).gates[0];
  return { runId: run.id, gate: GateView.parse(gate) };
}
const decide = async (gate: GateView, body: object = {}) => {
  const answer = await admin.call('POST', `/gates/${gate.id}/decision`, { decision: 'approve', sha256: gate.sha256, ...body });
  const said: unknown = await answer.json();
  return answer.ok ? { code: 'ok' } : ProblemBody.parse(said);
};

test('a change with likely secrets is held, with the lines named, until somebody says with a reason that they may go out', async () => {
  const { gate } = await held({ found: 1, findings: [finding] });
  expect(gate.secrets).toEqual([finding]);
  const refused = await decide(gate);
  expect([refused.code, refused]).toMatchObject(['secrets_found', { status: 409, details: { fields: [{ path: 'src/config.ts:12', message: 'github: token = ••••••' }] } }]);
  expect((await decide(gate, { acknowledgeSecrets: true })).code).toBe('secrets_found');
  expect((await decide(gate, { acknowledgeSecrets: true, note: '   ' })).code).toBe('secrets_found');
  expect((await decide(gate, { note: 'It is fine.' })).code).toBe('secrets_found');
  expect((await decide(gate, { acknowledgeSecrets: true, note: 'A test key.' })).code).toBe('ok');
  const [row]: { acknowledged_secrets: boolean; sha256: string; note: string }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT acknowledged_secrets, sha256, note FROM approvals WHERE gate_id = ${BigInt(gate.id)}`);
  expect(row).toEqual({ acknowledged_secrets: true, sha256: gate.sha256, note: 'A test key.' });
});

test('what was said of one content does not count for the next', async () => {
  const { runId, gate } = await held({ found: 1, findings: [finding] });
  await admin.call('POST', `/agent-runs/${runId}/redo`, { note: '' });
  await runner.succeed(await runner.next(), { diff: `other diff ${runId}`, secrets: { found: 2, findings: [finding, { ...finding, line: 13 }] } });
  const again = (await runReaches(app, admin, runId, (detail) => atGate(detail) && detail.gates.length === 2)).gates[1];
  expect((await decide(gate, { acknowledgeSecrets: true, note: 'A test key.' })).code).toBe('content_changed');
  expect(again && (await decide(GateView.parse(again)))).toMatchObject({ code: 'secrets_found', detail: expect.stringContaining('src/config.ts:12, src/config.ts:13') });
});

test('it may be rejected without another word, and a change without findings is approved as ever', async () => {
  expect((await decide((await held({ found: 1, findings: [finding] })).gate, { decision: 'reject' })).code).toBe('ok');
  expect((await decide((await held()).gate)).code).toBe('ok');
});

test('findings that cannot be read hold the gate all the same', async () => {
  expect((await decide((await held({ found: 3, findings: ['?'] })).gate)).code).toBe('secrets_found');
});
