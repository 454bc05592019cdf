import { afterEach, expect, test } from 'bun:test';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryWorkspace } from '../testing/shell-in-sandbox.ts';
import type { EgressPolicy, EgressRequest } from './reach-destination.ts';
import { resolveDestination } from './resolve-destination.ts';
import { startEgressProxy } from './start-egress-proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An HTTP server of the host that says who it is; counts its visitors. */
async function origin(name: string, address: string): Promise<{ port: number; visitors: () => number }> {
  let visitors = 0;
  const server = createServer((_incoming, response) => {
    visitors += 1;
    response.end(name);
  }).listen(0, address);
  await once(server, 'listening');
  closing.push(() => server.close());
  const listening = server.address();
  return { port: typeof listening === 'object' && listening ? listening.port : 0, visitors: () => visitors };
}

async function proxy(policy: Partial<EgressPolicy>) {
  const folder = await temporaryWorkspace();
  const requests: EgressRequest[] = [];
  const socketPath = join(folder.path, 'p.sock');
  const started = await startEgressProxy({ socketPath, allow: [], onRequest: (request) => requests.push(request), ...policy });
  closing.push(() => folder[Symbol.asyncDispose](), () => started.close());
  const dial = () => connect(socketPath);
  return { requests, dial, say: (bytes: string) => answerTo(dial(), bytes) };
}

/** Sends bytes and reads until the other end closes. */
async function answerTo(socket: Socket, bytes: string): Promise<string> {
  let answer = '';
  socket.on('data', (data) => { answer += String(data); });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

const connectTo = (target: string, after = '') => `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n${after}`;
const GET = 'GET / HTTP/1.1\r\nHost: inner.example\r\nConnection: close\r\n\r\n';

test('a name that answers otherwise the second time is asked once, and what was checked is dialled', async () => {
  const checked = await origin('checked', '127.0.0.1');
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  let asked = 0;
  const resolve = async () => answers[asked++] ?? [];
  const { say } = await proxy({ allow: [{ host: 'rebind.example', port: checked.port, private: true }], resolve });
  const opened = say(connectTo(`rebind.example:${checked.port}`, GET));
  expect(await opened).toEndWith('checked');
  expect([asked, checked.visitors()]).toEqual([1, 1]);
});

test.each([
  ['127.0.0.1'], ['::ffff:127.0.0.1'], ['::ffff:7f00:1'], ['::1'], ['0.0.0.0'], ['10.0.0.1'], ['192.168.0.1'], ['169.254.169.254'],
  ['fd00:ec2::254'], ['168.63.129.16'], ['64:ff9b::7f00:1'], ['not an address'],
])('a name that leads to %s is refused', async (address) => {
  const { say, requests } = await proxy({ allow: [{ host: 'evil.example', port: 443 }], resolve: async () => [address] });
  expect(await say(connectTo('evil.example:443'))).toStartWith('HTTP/1.1 403');
  expect(requests).toMatchObject([{ host: 'evil.example', allowed: false, reason: `evil.example resolves to the private address ${address}` }]);
});

test.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254'])('the metadata service at %s is out of reach even where private addresses are not', async (address) => {
  const { say } = await proxy({ allow: [{ host: 'evil.example', port: 80, private: true }], resolve: async () => [address] });
  expect(await say(connectTo('evil.example:80'))).toStartWith('HTTP/1.1 403');
});

test('of public and private addresses of a name only the public are dialled', async () => {
  const resolve = async () => ['127.0.0.1', '8.8.8.8', '::ffff:10.0.0.1', '2606:4700:4700::1111'];
  const rule = { host: 'both.example', port: 443 };
  expect(await resolveDestination(rule, rule, resolve)).toEqual({ ok: true, addresses: ['8.8.8.8', '2606:4700:4700::1111'] });
});

test.each([
  '127.0.0.1', '2130706433', '0x7f000001', '127.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'allowed.example.', 'ALLOWED.example:443@127.0.0.1',
])('CONNECT %s on the right port gets nowhere', async (host) => {
  const secret = await origin('secret', '127.0.0.1');
  const { say } = await proxy({ allow: [{ host: 'allowed.example', port: secret.port }, { host: '*.allowed.example', port: secret.port }], resolve: async () => ['127.0.0.1'] });
  expect(await say(connectTo(`${host}:${secret.port}`))).toMatch(/^HTTP\/1\.1 40[03]/);
  expect(secret.visitors()).toBe(0);
});

test('another port of an allowed host is refused: no SSH, no mail', async () => {
  const { say, requests } = await proxy({ allow: [{ host: 'allowed.example', port: 443 }] });
  for (const port of [22, 25, 80]) expect(await say(connectTo(`allowed.example:${port}`))).toStartWith('HTTP/1.1 403');
  expect(requests.map(({ allowed, port }) => [allowed, port])).toEqual([[false, 22], [false, 25], [false, 80]]);
});

test('the target decides, whatever the Host header says', async () => {
  const { say, requests } = await proxy({ allow: [{ host: 'allowed.example', port: 80 }, { host: 'allowed.example', port: 443 }] });
  expect(await say('CONNECT evil.example:443 HTTP/1.1\r\nHost: allowed.example:443\r\n\r\n')).toStartWith('HTTP/1.1 403');
  expect(await say('GET http://evil.example/ HTTP/1.1\r\nHost: allowed.example\r\nConnection: close\r\n\r\n')).toStartWith('HTTP/1.1 403');
  expect(await say('GET http://allowed.example@evil.example/ HTTP/1.1\r\nHost: allowed.example\r\nConnection: close\r\n\r\n')).toStartWith('HTTP/1.1 403');
  expect(requests.map(({ host }) => host)).toEqual(['evil.example', 'evil.example', 'evil.example']);
});

test.each(['evil.example\0.allowed.example:443', 'evil.example%00.allowed.example:443', 'evil.example\t.allowed.example:443', 'evil.example#.allowed.example:443', 'evil.example/.allowed.example:443', 'evil.example\\.allowed.example:443'])('%p does not pass for a name below an allowed one', async (target) => {
  let resolved = 0;
  const { say } = await proxy({ allow: [{ host: '*.allowed.example', port: 443 }], resolve: async () => { resolved += 1; return []; } });
  expect(await say(connectTo(target))).not.toContain('200');
  expect(resolved).toBe(0);
});

test('a second request on the same connection is judged as the first was', async () => {
  const open = await origin('open', '127.0.0.1');
  const { say, requests } = await proxy({ allow: [{ host: 'open.example', port: open.port, private: true }], resolve: async () => ['127.0.0.1'] });
  const get = (host: string, connection: string) => `GET http://${host}:${open.port}/ HTTP/1.1\r\nHost: open.example\r\nConnection: ${connection}\r\n\r\n`;
  const answer = await say(get('open.example', 'keep-alive') + get('evil.example', 'close'));
  expect(answer).toContain('is not among the hosts');
  expect(requests.map(({ host, allowed }) => `${host} ${allowed}`).sort()).toEqual(['evil.example false', 'open.example true']);
});

test('headers without end, and no HTTP at all, close the connection and reach nothing', async () => {
  const { say, requests } = await proxy({ allow: [{ host: 'allowed.example', port: 443 }] });
  const endless = `CONNECT allowed.example:443 HTTP/1.1\r\n${`X-A: ${'x'.repeat(1000)}\r\n`.repeat(2000)}`;
  expect(await say(endless)).not.toContain('200');
  expect(await say('\x16\x03\x01 this is a TLS hello\r\n\r\n')).not.toContain('200');
  expect(requests).toEqual([]);
});

test('connections without number do not take the descriptors of this process', async () => {
  const before = readdirSync('/proc/self/fd').length;
  const { dial, say } = await proxy({});
  const sockets = Array.from({ length: 600 }, dial);
  let closed = 0;
  sockets.forEach((socket) => socket.on('error', () => undefined).on('close', () => { closed += 1; }));
  while (closed < 600 - 256) await Bun.sleep(5);
  expect(closed).toBe(600 - 256);
  // Both ends of what is open are in this process.
  expect(readdirSync('/proc/self/fd').length - before).toBeLessThan(2 * 256 + 20);
  sockets.forEach((socket) => socket.destroy());
  while (closed < 600) await Bun.sleep(5);
  // There is room again.
  let answer = '';
  while (answer === '') answer = await say(connectTo('evil.example:443'));
  expect(answer).toStartWith('HTTP/1.1 403');
});
