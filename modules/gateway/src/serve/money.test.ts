import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { renewInHand, sweepLostCalls } from '../money/sweep-calls.ts';
import { openTestGateway, type TestGateway, type TestStep } from '../testing/open-test-gateway.ts';
import { message, startUpstream, type TestUpstream } from '../testing/start-upstream.ts';

/** `a` costs 10 micros a token in, 100 out. */
const prices = { a: { input: 10, output: 100, cacheRead: 1, cacheWrite5m: 12.5, cacheWrite1h: 20, contextTokens: 50_000 }, free: { input: 0, output: 0 } };

let answer: (path: string) => Response | Promise<Response> = () => message();
let upstream: TestUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = startUpstream(({ path }) => answer(path));
  gateway = await openTestGateway({ upstreams: [{ name: 'up', protocol: 'anthropic', baseUrl: upstream.url, keyEnv: 'K' }], prices });
});
afterEach(() => {
  answer = () => message();
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const body = (maxTokens: number, more: object = {}) => ({ model: 'a', max_tokens: maxTokens, messages: [{ role: 'user', content: 'Hi' }], ...more });
const ask = (step: TestStep, maxTokens = 100, more: object = {}) => gateway.ask(step.token, '/anthropic/v1/messages', body(maxTokens, more));
const eventsOf = (step: TestStep): Promise<{ body: unknown }[]> => gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`SELECT body FROM run_events WHERE run_id = ${step.runId} ORDER BY seq`);

test('a call is charged with what it used, by the table, and told in the transcript', async () => {
  const step = await gateway.step();
  answer = () => message({ input_tokens: 100, output_tokens: 10, cache_read_input_tokens: 1000, cache_creation_input_tokens: 30, cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 } });
  expect((await ask(step)).status).toBe(200);
  const cost = 100 * 10 + 10 * 100 + 1000 * 1 + 20 * 12.5 + 10 * 20;
  const { costMicros, calls } = await gateway.account(step);
  expect([costMicros, calls[0]?.status, calls[0]?.cost_micros, calls[0]?.input_tokens]).toEqual([BigInt(cost), 'answered', BigInt(cost), 1130n]);
  expect((await eventsOf(step)).map((event) => event.body)).toEqual([{ type: 'usage', model: 'a', inputTokens: 1130, outputTokens: 10, cachedTokens: 1000, costMicros: cost }]);
});

test('what a model was called for beside its answer is charged with it', async () => {
  const step = await gateway.step();
  answer = () => message({ input_tokens: 100, output_tokens: 10, iterations: [{ type: 'compaction', input_tokens: 5000, output_tokens: 40 }, { type: 'message', input_tokens: 100, output_tokens: 10 }] });
  expect((await ask(step)).status).toBe(200);
  expect((await gateway.account(step)).costMicros).toBe(BigInt(5100 * 10 + 50 * 100));
});

test('the answer is cut to what is left, and refused for good when not even a small one fits', async () => {
  const step = await gateway.step({ maxCostCents: 30 });
  expect((await ask(step, 5000)).status).toBe(200);
  const bound = upstream.asked.at(-1)?.body['max_tokens'];
  expect(bound).toBeGreaterThan(2800);
  expect(bound).toBeLessThan(3000);
  await gateway.settled();
  answer = () => message({ input_tokens: 28_000, output_tokens: 10 });
  expect((await ask(step, 2000)).status).toBe(200);
  await gateway.settled();
  const asked = upstream.asked.length;
  const refused = await ask(step, 2000);
  expect([refused.status, refused.headers.get('lime-stop'), refused.headers.get('x-should-retry'), await refused.json()]).toMatchObject([402, 'cost_limit_reached', 'false', { type: 'error', error: { type: 'billing_error' } }]);
  expect(upstream.asked).toHaveLength(asked);
});

test('thinking leaves room for the answer when both are cut', async () => {
  const step = await gateway.step({ maxCostCents: 30 });
  await ask(step, 50_000, { thinking: { type: 'enabled', budget_tokens: 40_000 } });
  const sent = upstream.asked.at(-1)?.body;
  expect(sent).toMatchObject({ thinking: { type: 'enabled', budget_tokens: Math.floor(Number(sent?.['max_tokens']) / 2) } });
});

test('calls at the same moment never hold more together than the run may spend; those that do not fit now may come again', async () => {
  const step = await gateway.step({ maxCostCents: 100 });
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const before = upstream.asked.length;
  answer = async () => {
    if (upstream.asked.length - before >= 3) arrived.resolve();
    await gate.promise;
    return message({ input_tokens: 10, output_tokens: 2990 });
  };
  const calls = Array.from({ length: 8 }, () => ask(step, 3000));
  const answers = Promise.all(calls);
  await arrived.promise;
  const [held]: { held: bigint }[] = await gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`SELECT sum(held_micros)::bigint AS held FROM model_calls WHERE run_id = ${step.runId} AND status = 'open'`);
  expect(held?.held).toBeLessThanOrEqual(1_000_000n);
  gate.resolve();
  const statuses = (await answers).map(({ status, headers }) => `${status} ${headers.get('lime-stop') ?? ''}`.trim());
  expect(statuses.filter((told) => told === '200').length).toBeGreaterThanOrEqual(3);
  // One that comes when the others have been charged finds too little left for good.
  for (const told of statuses) expect(['200', '429', '402 cost_limit_reached']).toContain(told);
  const { costMicros } = await gateway.account(step);
  expect(costMicros).toBeLessThanOrEqual(1_000_000n);
});

test('two servers on one database hold against the same budget', async () => {
  const other = await openTestGateway({ upstreams: [{ name: 'up', protocol: 'anthropic', baseUrl: upstream.url, keyEnv: 'K' }], prices }, { database: gateway.database });
  const step = await gateway.step({ maxCostCents: 100 });
  answer = () => message({ input_tokens: 10, output_tokens: 4990 });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? gateway : other).ask(step.token, '/anthropic/v1/messages', body(5000))));
  await other.close();
  const { costMicros, calls } = await gateway.account(step);
  expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(calls.length);
  expect(calls.length).toBeGreaterThan(0);
  expect(costMicros).toBeLessThanOrEqual(1_000_000n);
});

test('what a child run asks is paid by the root above it, and refused when the root has nothing left', async () => {
  const root = await gateway.step({ maxCostCents: 20 });
  const child = await gateway.step({ tenantId: root.tenantId, payer: root.runId, maxCostCents: 0 });
  answer = () => message({ input_tokens: 100, output_tokens: 1800 });
  expect((await ask(child, 1990)).status).toBe(200);
  await gateway.settled();
  expect([(await gateway.account(root)).costMicros, (await gateway.account(child)).costMicros]).toEqual([181_000n, 181_000n]);
  expect((await ask(root, 1990)).headers.get('lime-stop')).toBe('cost_limit_reached');
});

test('a call whose server is gone is settled once, at the most that it may have cost', async () => {
  const step = await gateway.step();
  const [call]: { id: bigint }[] = await gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`
    INSERT INTO model_calls (tenant_id, run_id, payer_run_id, step_id, protocol, model, held_micros, lease_expires_at)
    VALUES (${step.tenantId}, ${step.runId}, ${step.runId}, ${step.stepId}, 'anthropic', 'a', 777, now() - interval '1 second') RETURNING id`);
  expect(call?.id).toBeGreaterThan(0n);
  await Promise.all([sweepLostCalls(gateway.ctx), sweepLostCalls(gateway.ctx)]);
  const { costMicros, calls } = await gateway.account(step);
  expect([costMicros, calls.map(({ status, cost_micros: cost }) => [status, cost])]).toEqual([777n, [['lost', 777n]]]);
});

test('a call that was given up for lost and ends all the same is not charged twice', async () => {
  const step = await gateway.step();
  answer = async () => {
    await gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`UPDATE model_calls SET lease_expires_at = now() - interval '1 second' WHERE run_id = ${step.runId}`);
    await sweepLostCalls(gateway.ctx);
    return message();
  };
  expect((await ask(step)).status).toBe(200);
  const { costMicros, calls } = await gateway.account(step);
  expect([calls.length, calls[0]?.status, calls[0]?.cost_micros]).toEqual([1, 'lost', calls[0]?.held_micros ?? null]);
  expect(costMicros).toBe(calls[0]?.held_micros ?? -1n);
});

test('a call in hand is not lost', async () => {
  const step = await gateway.step();
  answer = async () => {
    await gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql`UPDATE model_calls SET lease_expires_at = now() - interval '1 second' WHERE run_id = ${step.runId}`);
    await renewInHand(gateway.ctx);
    await sweepLostCalls(gateway.ctx);
    return message();
  };
  expect((await ask(step)).status).toBe(200);
  expect((await gateway.account(step)).calls.map(({ status }) => status)).toEqual(['answered']);
});

const pdf = { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } }, { type: 'text', text: 'Sum up.' }] }] };

test('a document is counted by the upstream before it is held for', async () => {
  const step = await gateway.step();
  answer = (path) => (path.endsWith('count_tokens') ? Response.json({ input_tokens: 20_000 }) : message({ input_tokens: 20_100, output_tokens: 10 }));
  expect((await ask(step, 100, { ...pdf, speed: 'fast', stream: false })).status).toBe(200);
  expect(upstream.asked.at(-2)).toMatchObject({ path: '/v1/messages/count_tokens', body: { model: 'a', ...pdf } });
  expect(Object.keys(upstream.asked.at(-2)?.body ?? {})).toEqual(['model', 'messages']);
  const { calls } = await gateway.account(step);
  expect(calls).toMatchObject([{ held_micros: 22_000n * 10n + 100n * 100n, cost_micros: 20_100n * 10n + 10n * 100n }]);
});

test('a document that the upstream does not count is held at all that the model can read, however often it is sent', async () => {
  const step = await gateway.step();
  answer = (path) => (path.endsWith('count_tokens') ? new Response('{}', { status: 404 }) : message({ input_tokens: 49_000, output_tokens: 10 }));
  expect((await ask(step, 100, pdf)).status).toBe(200);
  expect((await gateway.account(step)).calls).toMatchObject([{ held_micros: 50_000n * 10n + 100n * 100n, status: 'answered' }]);
});

test('a hold is never more than a full context and its answer, nor less than what dense text costs', async () => {
  const step = await gateway.step();
  answer = () => message({ input_tokens: 50_000, output_tokens: 100 });
  expect((await ask(step, 100, { messages: [{ role: 'user', content: '費用'.repeat(30_000) }] })).status).toBe(200);
  const { calls } = await gateway.account(step);
  expect(calls).toMatchObject([{ held_micros: 510_000n, cost_micros: 510_000n }]);
});

test('what a model cannot read is told in the words of its protocol, before anything is held or sent', async () => {
  const step = await gateway.step();
  const asked = upstream.asked.length;
  const refused = await ask(step, 100, { messages: [{ role: 'user', content: '費用'.repeat(200_000) }] });
  expect([refused.status, await refused.json()]).toMatchObject([400, { type: 'error', error: { type: 'invalid_request_error', message: expect.stringMatching(/^prompt is too long: at least \d+ tokens > 50000 maximum$/) } }]);
  expect([upstream.asked.length, (await gateway.account(step)).calls]).toEqual([asked, []]);
});

test('a model that costs nothing is answered where nothing may be spent', async () => {
  const step = await gateway.step({ maxCostCents: 0 });
  expect((await gateway.ask(step.token, '/anthropic/v1/messages', { ...body(100), model: 'free' })).status).toBe(200);
  expect((await gateway.account(step)).costMicros).toBe(0n);
});

test('a model without a price is refused before anything is spent', async () => {
  const step = await gateway.step();
  const asked = upstream.asked.length;
  expect((await gateway.ask(step.token, '/anthropic/v1/messages', { ...body(100), model: 'claude-unheard-of' })).status).toBe(404);
  expect([upstream.asked.length, (await gateway.account(step)).calls]).toEqual([asked, []]);
});

test('counting tokens costs nothing and needs a good token', async () => {
  const step = await gateway.step({ maxCostCents: 0 });
  answer = () => Response.json({ input_tokens: 12 });
  const counted = await gateway.ask(step.token, '/anthropic/v1/messages/count_tokens', { model: 'a', messages: [] });
  expect([counted.status, await counted.json(), (await gateway.account(step)).calls]).toEqual([200, { input_tokens: 12 }, []]);
  expect((await gateway.ask(`${step.token}1`, '/anthropic/v1/messages/count_tokens', { model: 'a', messages: [] })).status).toBe(401);
});
