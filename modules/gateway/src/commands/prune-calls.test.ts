import { afterAll, beforeAll, expect, test } from 'bun:test';
import { pruneCalls } from './prune-calls.ts';
import { setModelSettings } from './set-model-settings.ts';
import { readModelSettings } from '../queries/read-model-settings.ts';
import { usualKeepDays } from '../sql/old-calls.ts';
import { openTestGateway, type TestGateway, type TestStep } from '../testing/open-test-gateway.ts';
import { message, startUpstream, type TestUpstream } from '../testing/start-upstream.ts';

let upstream: TestUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = startUpstream(() => message());
  gateway = await openTestGateway({ upstreams: [{ name: 'up', protocol: 'anthropic', baseUrl: upstream.url, keyEnv: 'K' }], prices: { a: { input: 10, output: 100 } } });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const ask = async (step: TestStep, content: string) => {
  await gateway.ask(step.token, '/anthropic/v1/messages', { model: 'a', max_tokens: 10, messages: [{ role: 'user', content }] });
  await gateway.settled();
};
/** Makes the newest call of the step older. */
const age = (step: TestStep, days: number) =>
  gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`UPDATE model_calls SET ended_at = now() - make_interval(days => ${days}) WHERE id = (SELECT max(id) FROM model_calls WHERE step_id = ${step.stepId})`);
type Kept = { request_sha256: string; answer_sha256: string };
const kept = (step: TestStep): Promise<Kept[]> => gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`SELECT request_sha256, answer_sha256 FROM model_calls WHERE step_id = ${step.stepId} ORDER BY id`);
const set = (step: TestStep, settings: { retention: 'usage' | 'full'; keepDays?: number }) => gateway.ctx.db.tenant(step.tenantId, (tx) => setModelSettings(tx, { userId: null, name: 'a test' }, settings));

test('calls go when they are older than their tenant keeps them, and what they cost stays', async () => {
  const [usual, strict] = [await gateway.step(), await gateway.step()];
  await set(strict, { retention: 'usage', keepDays: 7 });
  for (const step of [usual, strict]) {
    for (const days of [usualKeepDays + 1, 8, 6]) {
      await ask(step, 'Hi');
      await age(step, days);
    }
  }
  await pruneCalls(gateway.ctx);
  const [ofUsual, ofStrict] = [await gateway.account(usual), await gateway.account(strict)];
  expect([ofUsual.calls.length, ofStrict.calls.length]).toEqual([2, 1]);
  expect([ofUsual.costMicros, ofStrict.costMicros]).toEqual([6000n, 6000n]);
  const [charged]: { sum: bigint }[] = await gateway.ctx.db.tenant(strict.tenantId, (tx) => tx.sql`SELECT sum(cost_micros)::bigint AS sum FROM usage_records WHERE run_id = ${strict.runId}`);
  expect(charged?.sum).toBe(6000n);
});

test('what was said goes with the call, but not what another call has kept, too', async () => {
  const step = await gateway.step();
  await set(step, { retention: 'full' });
  for (const [content, days] of [['old', 100], ['new', 1]] as const) {
    await ask(step, content);
    await age(step, days);
  }
  const [old, recent] = await kept(step);
  await pruneCalls(gateway.ctx);
  const size = (sha256: string | undefined) => gateway.ctx.runs.blobs.size(step.tenantId, sha256 ?? '');
  expect([await size(old?.request_sha256), (await size(recent?.request_sha256)) === null]).toEqual([null, false]);
  // Both were answered alike.
  expect([old?.answer_sha256 === recent?.answer_sha256, (await size(old?.answer_sha256)) === null]).toEqual([true, false]);
});

test('a call in hand stays, however long it has been', async () => {
  const step = await gateway.step();
  await gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`
    INSERT INTO model_calls (tenant_id, run_id, payer_run_id, step_id, protocol, model, held_micros, started_at, lease_expires_at)
    VALUES (${step.tenantId}, ${step.runId}, ${step.runId}, ${step.stepId}, 'anthropic', 'a', 1, now() - interval '1 year', now() + interval '1 hour')`);
  await pruneCalls(gateway.ctx);
  expect((await gateway.account(step)).calls).toHaveLength(1);
});

test('how long is kept stays as it is when only what is kept is set', async () => {
  const step = await gateway.step();
  const read = () => gateway.ctx.db.tenant(step.tenantId, readModelSettings);
  expect(await read()).toEqual({ retention: 'usage', keepDays: usualKeepDays });
  await set(step, { retention: 'usage', keepDays: 30 });
  await set(step, { retention: 'full' });
  expect(await read()).toEqual({ retention: 'full', keepDays: 30 });
});
