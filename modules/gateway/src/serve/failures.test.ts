import { afterEach, expect, test } from 'bun:test';
import { breakerFailures } from '../tunables.ts';
import { openTestGateway, type TestGateway, type TestStep } from '../testing/open-test-gateway.ts';
import { type Asked, eventStream, message, messageEvents, startUpstream, type TestUpstream } from '../testing/start-upstream.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const price = { input: 10, output: 100 };
function upstream(answer: (asked: Asked, index: number) => Response | Promise<Response>): TestUpstream {
  const started = startUpstream(answer);
  opened.push(started);
  return started;
}
async function gatewayTo(...urls: string[]): Promise<TestGateway> {
  const gateway = await openTestGateway({ upstreams: urls.map((baseUrl, index) => ({ name: `up-${index}`, protocol: 'anthropic', baseUrl, keyEnv: 'K' })), prices: { a: price } });
  opened.unshift(gateway);
  return gateway;
}
const ask = (gateway: TestGateway, step: TestStep, more: object = {}, signal?: AbortSignal) => gateway.ask(step.token, '/anthropic/v1/messages', { model: 'a', max_tokens: 1000, messages: [{ role: 'user', content: 'Hi' }], ...more }, { ...(signal && { signal }) });
const retryNow = { headers: { 'retry-after': '0' } };

test.each([429, 500, 503, 529])('a %d is tried again, after the wait that the upstream asks for', async (status) => {
  const up = upstream((_, index) => (index === 0 ? new Response('{}', { status, ...retryNow }) : message()));
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  expect((await ask(gateway, step)).status).toBe(200);
  expect((await gateway.account(step)).calls).toMatchObject([{ status: 'answered', attempts: 2, cost_micros: 2000n }]);
});

test('an upstream that cannot be reached is passed over for the next', async () => {
  const gone = upstream(() => message());
  const up = upstream(() => message());
  await gone.close();
  const gateway = await gatewayTo(gone.url, up.url);
  const step = await gateway.step();
  expect((await ask(gateway, step)).status).toBe(200);
  expect((await gateway.account(step)).calls).toMatchObject([{ status: 'answered', upstream: 'up-1' }]);
});

test('an upstream that asks for a longer wait than the gateway has is left for the next; without a next, the agent is told to wait', async () => {
  const limited = upstream(() => new Response('{}', { status: 429, headers: { 'retry-after': '3600' } }));
  const up = upstream(() => message());
  const both = await gatewayTo(limited.url, up.url);
  expect((await ask(both, await both.step())).status).toBe(200);
  const alone = await gatewayTo(limited.url);
  const step = await alone.step();
  const told = await ask(alone, step);
  expect([told.status, told.headers.get('retry-after'), told.headers.get('lime-stop')]).toEqual([429, '3600', null]);
  expect((await alone.account(step)).calls).toMatchObject([{ status: 'failed', attempts: 1, cost_micros: 0n }]);
});

test('a stream cut before its first content is asked for again, and the agent notices nothing', async () => {
  const up = upstream((_, index) => (index === 0 ? eventStream(messageEvents().slice(0, 2), 'broken') : eventStream(messageEvents())));
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  const text = await (await ask(gateway, step, { stream: true })).text();
  expect(text.match(/message_start/g)).toHaveLength(1);
  expect((await gateway.account(step)).calls).toMatchObject([{ status: 'answered', attempts: 2, input_tokens: 100n, output_tokens: 10n, estimated: false }]);
});

test('an upstream that says in its stream that it is overloaded, before any content, is asked again', async () => {
  const up = upstream((_, index) => (index === 0 ? eventStream([messageEvents()[0], { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }]) : eventStream(messageEvents())));
  const gateway = await gatewayTo(up.url);
  const text = await (await ask(gateway, await gateway.step(), { stream: true })).text();
  expect([text.includes('overloaded'), text.includes('message_stop')]).toEqual([false, true]);
});

test.each(['broken', 'whole'] as const)('a stream cut later (%s) is passed on with an error at its end, and charged for what was said', async (end) => {
  const said = 'x'.repeat(3000);
  const up = upstream(() => eventStream(messageEvents({ input_tokens: 100, output_tokens: 1 }, said).slice(0, 4), end));
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  const text = await (await ask(gateway, step, { stream: true })).text();
  expect(text).toContain(said);
  expect(text.trimEnd().split('\n').at(-1)).toContain('"type":"api_error"');
  expect((await gateway.account(step)).calls).toMatchObject([{ status: 'cut', estimated: true, input_tokens: 100n, output_tokens: 1000n, cost_micros: 101_000n }]);
  expect(up.asked).toHaveLength(1);
});

test('an agent that goes away in the middle ends the work of its upstream, and pays for what was said', async () => {
  const cancelled = Promise.withResolvers<void>();
  const up = upstream(() => eventStream(messageEvents({ input_tokens: 100, output_tokens: 1 }, 'y'.repeat(300)).slice(0, 4), 'never', () => cancelled.resolve()));
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  const leaving = new AbortController();
  const answer = await ask(gateway, step, { stream: true }, leaving.signal);
  await answer.body?.getReader().read();
  leaving.abort();
  await cancelled.promise;
  expect((await gateway.account(step)).calls).toMatchObject([{ status: 'cut', failure: 'the agent went away', output_tokens: 100n }]);
});

test('an agent that goes away while its upstream thinks costs nothing, and is not asked for again', async () => {
  const arrived = Promise.withResolvers<void>();
  const up = upstream(() => {
    arrived.resolve();
    return new Promise<Response>(() => {});
  });
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  const leaving = new AbortController();
  const answer = ask(gateway, step, {}, leaving.signal).catch(() => 'gone');
  await arrived.promise;
  leaving.abort();
  expect(await answer).toBe('gone');
  while ((await gateway.account(step)).calls[0]?.status === 'open') await Bun.sleep(5);
  expect([(await gateway.account(step)).calls[0]?.failure, up.asked.length]).toEqual(['the agent went away', 1]);
});

test.each([401, 403])('a key that is refused (%d) is not tried again; the error names the upstream and never the key', async (status) => {
  const up = upstream(({ headers }) => Response.json({ error: { message: `bad key ${headers.get('x-api-key')}` } }, { status }));
  const gateway = await gatewayTo(up.url);
  const told = await ask(gateway, await gateway.step());
  const text = await told.text();
  expect([told.status, told.headers.get('x-should-retry'), up.asked.length]).toEqual([403, 'false', 1]);
  expect(text).toContain('up-0');
  expect(text).not.toContain('the real key');
});

test('what the upstream says of a wrong request is passed on, and not tried again', async () => {
  const up = upstream(() => Response.json({ type: 'error', error: { type: 'invalid_request_error', message: 'messages: too long' } }, { status: 400 }));
  const gateway = await gatewayTo(up.url);
  const told = await ask(gateway, await gateway.step());
  expect([told.status, await told.json(), up.asked.length]).toMatchObject([400, { error: { message: 'messages: too long' } }, 1]);
});

test.each([['no JSON', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })], ['another document', () => Response.json({ hello: 1 })], ['a redirect', () => Response.redirect('http://127.0.0.1:1/', 302)], ['a stream of noise', () => new Response('noise\n\n', { headers: { 'content-type': 'text/event-stream' } })]])('an upstream that answers with %s has failed', async (_, answer) => {
  const up = upstream(answer);
  const next = upstream(() => message());
  const gateway = await gatewayTo(up.url, next.url);
  const step = await gateway.step();
  expect((await ask(gateway, step, { stream: true })).status).toBe(200);
  expect((await gateway.account(step)).calls).toMatchObject([{ upstream: 'up-1', status: 'answered' }]);
}, 20_000);

test('an upstream that keeps failing is left alone for a while, and the agent is told how long', async () => {
  const up = upstream(() => new Response('{}', { status: 500, ...retryNow }));
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  for (let call = 0; call < 2; call += 1) expect((await ask(gateway, step)).status).toBe(529);
  expect(up.asked).toHaveLength(breakerFailures);
  const told = await ask(gateway, step);
  expect([told.status, Number(told.headers.get('retry-after')) > 0, up.asked.length]).toEqual([529, true, breakerFailures]);
});

const poison = { messages: [{ role: 'user', content: 'poison' }] };
const poisoned: [string, () => Response][] = [['500', () => new Response('{}', { status: 500, ...retryNow })], ['408', () => new Response('{}', { status: 408, ...retryNow })], ['nonsense', () => Response.json({ hello: 1 })]];

test.each(poisoned)('a tenant whose requests make an upstream fail (%s) takes it from nobody else', async (_, fail) => {
  const up = upstream(({ body }) => (JSON.stringify(body).includes('poison') ? fail() : message()));
  const gateway = await gatewayTo(up.url);
  const [attacker, victim] = [await gateway.step(), await gateway.step()];
  for (let call = 0; call < 3; call += 1) expect((await ask(gateway, attacker, { ...poison, stream: true })).status).toBe(529);
  expect(up.asked).toHaveLength(breakerFailures);
  expect([(await ask(gateway, victim)).status, (await ask(gateway, attacker)).status]).toEqual([200, 529]);
}, 20_000);

test('what an upstream refuses as wrong closes it for nobody', async () => {
  const up = upstream(({ body }) => (JSON.stringify(body).includes('poison') ? new Response('{}', { status: 400 }) : message()));
  const gateway = await gatewayTo(up.url);
  const step = await gateway.step();
  for (let call = 0; call < 2 * breakerFailures; call += 1) expect((await ask(gateway, step, poison)).status).toBe(400);
  expect((await ask(gateway, step)).status).toBe(200);
});

test('an upstream that is gone is left alone by all', async () => {
  const gone = upstream(() => message());
  await gone.close();
  const gateway = await gatewayTo(gone.url);
  const [first, second] = [await gateway.step(), await gateway.step()];
  for (let call = 0; call < 2; call += 1) expect((await ask(gateway, first)).status).toBe(529);
  const told = await ask(gateway, second);
  expect([told.status, Number(told.headers.get('retry-after')) > 1]).toEqual([529, true]);
  expect((await gateway.account(second)).calls).toMatchObject([{ attempts: 0 }]);
}, 20_000);

test('a stream that goes on and on without saying anything is given up, and asked for elsewhere', async () => {
  const ping = new TextEncoder().encode(`data: {"type":"ping"}\n\n`.repeat(50_000));
  const chatty = upstream(() => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(ping) }), { headers: { 'content-type': 'text/event-stream' } }));
  const up = upstream(() => eventStream(messageEvents()));
  const gateway = await gatewayTo(chatty.url, up.url);
  const step = await gateway.step();
  expect(await (await ask(gateway, step, { stream: true })).text()).toContain('Hello there');
  expect((await gateway.account(step)).calls).toMatchObject([{ status: 'answered', upstream: 'up-1' }]);
}, 60_000);
