import { afterAll, expect, test } from 'bun:test';
import { createOutbound } from './outbound.ts';

/** What each request showed, by its path. */
const seen: { path: string; host: string | null; authorization: string | null }[] = [];
const server = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    seen.push({ path: pathname, host: request.headers.get('host'), authorization: request.headers.get('authorization') });
    if (pathname === '/to') return new Response(null, { status: 302, headers: { location: searchParams.get('url') ?? '' } });
    if (pathname === '/large') return new Response('x'.repeat(1_000_000));
    if (pathname === '/endless') return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000)) }));
    if (pathname === '/silent') return new Promise<Response>(() => {});
    return new Response(`${request.method} ${await request.text()}`, { status: 201, headers: { 'X-Said': 'yes' } });
  },
});
afterAll(() => server.stop(true));
const at = (path: string, host = '127.0.0.1') => `http://${host}:${server.port}${path}`;
const open = createOutbound({ privateHosts: ['127.0.0.1', 'forge.test'], resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
const codeOf = async (asked: ReturnType<typeof open.ask>) => {
  const answer = await asked;
  return answer.kind === 'failed' ? answer.code : answer.status;
};

test('an answer comes with its status, headers and body; the name stays the one that was asked', async () => {
  const answer = await open.ask({ url: at('/x', 'forge.test'), method: 'POST', body: 'é', headers: { authorization: 'Bearer t' } });
  expect(answer).toMatchObject({ kind: 'answered', status: 201, headers: { 'x-said': 'yes' } });
  expect(answer.kind === 'answered' && new TextDecoder().decode(answer.body)).toBe('POST é');
  expect(seen.at(-1)).toEqual({ path: '/x', host: `forge.test:${server.port}`, authorization: 'Bearer t' });
});

test.each(['http://127.0.0.1/', 'http://[::1]/', 'http://localhost/', 'http://10.1.2.3/', 'http://2130706433/', 'http://0x7f.1/', 'http://[::ffff:127.0.0.1]/', 'http://169.254.169.254/latest', 'http://100.64.0.1/', 'http://0.0.0.0/', 'http://[64:ff9b::7f00:1]/', 'http://[::127.0.0.1]/', 'http://[::a9fe:a9fe]/', 'http://[8000::1]/'])('no private address is connected to: %s', async (url) => {
  expect(await createOutbound().ask({ url })).toMatchObject({ kind: 'failed', code: 'address_refused' });
});

test('a name is refused by what it leads to, and the metadata service whoever allows it', async () => {
  const toPrivate = (address: string, privateHosts: string[]) => createOutbound({ privateHosts, resolve: async () => [{ address, family: 4 }] }).ask({ url: at('/x', 'innocent.test') });
  expect(await toPrivate('127.0.0.1', [])).toMatchObject({ code: 'address_refused', message: expect.stringContaining('LIME_PRIVATE_HOSTS=innocent.test') });
  expect(await toPrivate('127.0.0.1', ['*.test'])).toMatchObject({ status: 201 });
  expect(await toPrivate('169.254.169.254', ['*'])).toMatchObject({ code: 'address_refused' });
});

test('the address that was looked at is the one that is connected to: a second answer of the name leads nowhere', async () => {
  const answers = ['127.0.0.1', '203.0.113.9'];
  const rebinding = createOutbound({ privateHosts: ['forge.test'], resolve: async () => [{ address: answers.shift() ?? 'none', family: 4 }] });
  expect(await codeOf(rebinding.ask({ url: at('/x', 'forge.test') }))).toBe(201);
  expect(answers).toEqual(['203.0.113.9']);
});

test('a redirect is looked at like the first address, and takes no credential to another origin', async () => {
  const to = (url: string, outbound = open) => outbound.ask({ url: `${at('/to')}?url=${encodeURIComponent(url)}`, headers: { Authorization: 'Bearer t' } });
  expect(await codeOf(to(at('/same')))).toBe(201);
  expect(seen.at(-1)).toMatchObject({ path: '/same', authorization: 'Bearer t' });
  expect(await codeOf(to(at('/other', 'forge.test')))).toBe(201);
  expect(seen.at(-1)).toMatchObject({ path: '/other', authorization: null });
  expect(await to(at('/inside', 'intranet.test'))).toMatchObject({ code: 'address_refused' });
  expect(await codeOf(to('file:///etc/passwd'))).toBe(302);
  expect(await codeOf(to(`${at('/to')}?url=${encodeURIComponent('/to?url=/to')}`))).not.toBe(201);
  expect(await codeOf(open.ask({ url: `${at('/to')}?url=/x`, method: 'POST' }))).toBe(302);
});

test('too much, too slow, and not there', async () => {
  expect(await codeOf(open.ask({ url: at('/large'), maxBytes: 999_999 }))).toBe('too_large');
  expect(await codeOf(open.ask({ url: at('/large'), maxBytes: 1_000_000 }))).toBe(200);
  expect(await codeOf(open.ask({ url: at('/endless') }))).toBe('too_large');
  expect(await codeOf(open.ask({ url: at('/silent'), timeoutMs: 50 }))).toBe('timed_out');
  expect(await codeOf(open.ask({ url: at('/silent'), signal: AbortSignal.timeout(20) }))).toBe('cancelled');
  expect(await codeOf(open.ask({ url: 'http://127.0.0.1:1/' }))).toBe('unreachable');
  expect(await codeOf(createOutbound({ resolve: () => Promise.reject(new Error('no')) }).ask({ url: 'https://nowhere.test/' }))).toBe('unreachable');
});
