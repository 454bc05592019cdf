import { afterEach, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import { startModelRelay } from './start-model-relay.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

type Seen = { path: string; headers: Record<string, string>; body: string };

/** A gateway that answers as told, and a relay to it. */
async function begin(answer: (request: Request) => Response | Promise<Response> = () => Response.json({ said: 'hello' })) {
  const seen: Seen[] = [];
  const open = (port: number) => Bun.serve({
    port,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      seen.push({ path: pathname + search, headers: Object.fromEntries(request.headers), body: await request.text() });
      return answer(request);
    },
  });
  let gateway = open(0);
  const stops: string[] = [];
  const relay = await startModelRelay({ server: `http://127.0.0.1:${gateway.port}`, token: 'of-the-gateway', onStop: (why) => stops.push(why) });
  cleanUps.push(() => gateway.stop(true), relay.stop);
  const post = (path: string, init: RequestInit = {}) => fetch(`http://localhost${path}`, { method: 'POST', body: '{"stream":true}', redirect: 'manual', ...init, unix: relay.socketPath });
  /** Does something while the gateway is away, and gives what it waits for when the gateway is back. */
  const restart = async (meanwhile: () => Promise<{ answered: Promise<number> }>) => {
    const port = gateway.port ?? 0;
    await gateway.stop(true);
    const { answered } = await meanwhile();
    gateway = open(port);
    return answered;
  };
  return { seen, stops, relay, post, restart };
}

test('a request reaches the gateway with its token, and none of the credentials that the sandbox sent', async () => {
  const { seen, post, relay } = await begin();
  expect(relay.firstRequestAt()).toBeNull();
  const answer = await post('/model/anthropic/v1/messages?beta=true', { headers: { 'x-api-key': 'forged', authorization: 'Bearer forged', cookie: 'a=b', 'anthropic-beta': 'x-1', 'content-type': 'application/json' } });
  expect(await answer.json()).toEqual({ said: 'hello' });
  expect(seen).toMatchObject([{ path: '/model/anthropic/v1/messages?beta=true', body: '{"stream":true}', headers: { authorization: 'Bearer of-the-gateway', 'anthropic-beta': 'x-1', 'content-type': 'application/json' } }]);
  expect(seen[0]?.headers).not.toContainAnyKeys(['x-api-key', 'cookie']);
  expect(relay.firstRequestAt()).not.toBeNull();
});

test('nothing passes but a POST to a model', async () => {
  const { seen, post } = await begin();
  const paths = ['/api/agent-runs', '/model', '/model/other/v1/messages', '/model/anthropic/../../runner/v1/claim', '/model/anthropic/%2e%2e/%2e%2e/runner/v1/claim', '/model/anthropic/..%2f..%2frunner'];
  for (const path of paths) expect([path, (await post(path)).status]).toEqual([path, 404]);
  expect((await post('/model/anthropic/v1/messages', { method: 'GET', body: null })).status).toBe(404);
  expect(seen).toEqual([]);
});

test('a redirect is not followed, a status and what explains it arrive as they are', async () => {
  const { post } = await begin(() => new Response('slow down', { status: 429, headers: { 'retry-after': '7', location: 'http://127.0.0.1:1/' } }));
  const answer = await post('/model/openai/v1/responses');
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([429, '7', 'slow down']);
  const { post: redirected } = await begin(() => Response.redirect('http://127.0.0.1:1/', 307));
  expect((await redirected('/model/openai/v1/responses')).status).toBe(307);
});

test('a gateway that wants the agent to stop is heard', async () => {
  const { post, stops } = await begin(() => new Response('{}', { status: 400, headers: { 'lime-stop': 'cost_limit_reached' } }));
  await post('/model/anthropic/v1/messages');
  expect(stops).toEqual(['cost_limit_reached']);
});

test('an answer arrives piece by piece, and who goes away in the middle ends the request at the gateway', async () => {
  const gone = Promise.withResolvers<void>();
  const { post } = await begin(() => new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('data: one\n\n')), cancel: () => gone.resolve() })));
  const leave = new AbortController();
  const answer = await post('/model/anthropic/v1/messages', { signal: leave.signal });
  const first = await answer.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toBe('data: one\n\n');
  leave.abort();
  await gone.promise;
});

test('a model that says nothing for longer than Bun lets a request be silent is waited for', async () => {
  // The case needs the clock: Bun's own limit is 10 s.
  const { post } = await begin(() => Bun.sleep(12_000).then(() => new Response('at last')));
  expect(await (await post('/model/anthropic/v1/messages')).text()).toBe('at last');
}, 20_000);

test('a request that finds the server away is answered when the server is back, so that the next try reaches it', async () => {
  const { seen, post, restart } = await begin();
  const answer = await restart(async () => {
    const answered = post('/model/anthropic/v1/messages').then((response) => response.status);
    // Long enough for an answer that does not wait for the server.
    expect(await Promise.race([answered, Bun.sleep(500)])).toBeUndefined();
    return { answered };
  });
  expect(answer).toBe(502);
  expect(seen.map(({ path }) => path)).toEqual(['/healthz']);
  expect((await post('/model/anthropic/v1/messages')).status).toBe(200);
});

test('a gateway that stays away is a 502 with words, and the socket goes with the relay', async () => {
  const relay = await startModelRelay({ server: 'http://127.0.0.1:1', token: 't', onStop: () => undefined, patienceMs: 10 });
  const answer = await fetch('http://localhost/model/anthropic/v1/messages', { method: 'POST', body: '{}', unix: relay.socketPath });
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('cannot be reached')]);
  expect(Buffer.byteLength(relay.socketPath)).toBeLessThan(107);
  await relay.stop();
  expect(existsSync(relay.socketPath)).toBe(false);
});

test('a gigabyte that nobody reads is not taken in', async () => {
  // In a process of its own, with back-pressure of its own: our memory is what is measured.
  const program = `const piece = Buffer.alloc(65536, 97); let left = 16384;
    require('node:net').createServer((c) => c.on('error', () => {}).once('data', () => {
      c.write('HTTP/1.1 200 OK\\r\\ncontent-length: ' + 65536 * left + '\\r\\n\\r\\n');
      const go = () => { while (left-- > 0) if (!c.write(piece)) return c.once('drain', go); c.end(); };
      go();
    })).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  const flood = Bun.spawn([process.execPath, '-e', program], { stdout: 'pipe' });
  cleanUps.push(() => flood.kill());
  const port = new TextDecoder().decode((await flood.stdout.getReader().read()).value).trim();
  const relay = await startModelRelay({ server: `http://127.0.0.1:${port}`, token: 't', onStop: () => undefined });
  cleanUps.push(relay.stop);
  const before = process.memoryUsage.rss();
  expect(await readAll(relay.socketPath)).toBeGreaterThan(65536 * 16384);
  expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
});

function readAll(socketPath: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const socket = connect(socketPath).on('data', (piece) => (bytes += piece.length)).on('error', reject).on('close', () => resolve(bytes));
    socket.write('POST /model/anthropic/v1/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}');
  });
}
