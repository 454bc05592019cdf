import { afterEach, expect, test } from 'bun:test';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInSandbox } from '../run-in-sandbox.ts';
import { LIMITS, temporaryWorkspace } from '../testing/shell-in-sandbox.ts';
import type { EgressPolicy, EgressRequest } from './reach-destination.ts';
import { startEgressProxy } from './start-egress-proxy.ts';
import { withEgress } from './with-egress.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(onRequest: RequestListener, onConnect?: (incoming: IncomingMessage, socket: Socket) => void): Promise<number> {
  const server = createServer(onRequest);
  if (onConnect) server.on('connect', (incoming, socket) => onConnect(incoming, socket as Socket));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Runs a shell script in a sandbox with egress by the given policy; tells its outcome and the logged requests. */
async function shellWithEgress(script: string, policy: Omit<EgressPolicy, 'onRequest'>) {
  await using outside = await temporaryWorkspace();
  await using workspace = await temporaryWorkspace();
  const requests: EgressRequest[] = [];
  const socketPath = join(outside.path, 'egress.sock');
  const proxy = await startEgressProxy({ socketPath, ...policy, onRequest: (request) => requests.push(request) });
  try {
    const command = { workspace: workspace.path, argv: ['/bin/sh', '-c', script], limits: LIMITS, readOnly: [{ host: ASK, inside: '/ask.mjs' }] };
    const result = await runInSandbox(withEgress(command, { socketPath }));
    if (result.kind !== 'exited') throw new Error(JSON.stringify(result));
    return { ...result, requests };
  } finally {
    await proxy.close();
  }
}

const ASK = fileURLToPath(new URL('../testing/ask-proxy.mjs', import.meta.url));
const tunnel = (host: string, port: number) => `bun /ask.mjs tunnel ${host}:${port}`;
const send = (method: string, target: string) => `bun /ask.mjs send ${method} ${target}`;

const origin = () => serve((incoming, response) => response.end(`${incoming.method} ${incoming.url} of ${incoming.headers.host}\n`));

test('an allowed host is reached through a tunnel and by plain HTTP, and both are logged', async () => {
  const port = await origin();
  const { stdout, requests } = await shellWithEgress(
    `${tunnel('127.0.0.1', port)}; ${send('GET', `http://localhost:${port}/plain?a=b`)}; ${send('POST', `http://localhost:${port}/`)}`,
    { allow: [{ host: '127.0.0.1', port, private: true }, { host: 'localhost', port, private: true }] },
  );
  expect(stdout).toBe(`200 GET /hello of inner.example\n200 GET /plain?a=b of localhost:${port}\n200 POST / of localhost:${port}\n`);
  expect(requests).toEqual([
    { host: '127.0.0.1', port, method: 'CONNECT', allowed: true },
    { host: 'localhost', port, method: 'GET', allowed: true },
    { host: 'localhost', port, method: 'POST', allowed: true },
  ]);
});

test('another host or port gets 403 with the reason, and is logged', async () => {
  const port = await origin();
  const { stdout, requests } = await shellWithEgress(
    `${tunnel('127.0.0.1', port)}; ${send('GET', 'http://example.org/')}; ${tunnel('localhost', port + 1)}`,
    { allow: [{ host: 'localhost', port, private: true }] },
  );
  expect(stdout).toContain(`403 127.0.0.1:${port} is not among the hosts`);
  expect(stdout).toContain('403 example.org:80 is not among the hosts that this sandbox may reach\n');
  expect(stdout).toContain(`403 localhost:${port + 1} is not among the hosts`);
  expect(requests.map(({ allowed }) => allowed)).toEqual([false, false, false]);
  expect(requests[0]).toMatchObject({ host: '127.0.0.1', port, method: 'CONNECT', reason: expect.stringContaining('not among') });
});

test('a name that leads to a private address is refused unless its rule says so', async () => {
  const port = await origin();
  const { stdout, requests } = await shellWithEgress(tunnel('localhost', port), { allow: [{ host: 'localhost', port }] });
  expect(stdout).toMatch(/^403 localhost resolves to the private address (127\.0\.0\.1|::1)/);
  expect(requests).toMatchObject([{ allowed: false }]);
});

test('an allowed host that does not answer is a 502, told apart from a refusal', async () => {
  const port = await serve(() => undefined);
  servers.pop()?.close();
  const { stdout, requests } = await shellWithEgress(tunnel('127.0.0.1', port), { allow: [{ host: '127.0.0.1', port, private: true }] });
  expect(stdout).toContain('502 no answer from 127.0.0.1');
  expect(requests).toMatchObject([{ allowed: true, reason: expect.stringContaining('no answer') }]);
});

test("the host's own upstream proxy is used, with its credentials, except for noProxy hosts", async () => {
  const port = await origin();
  const asked: string[] = [];
  const upstreamPort = await serve(
    (_incoming, response) => response.end(),
    (incoming, client) => {
      asked.push(`${incoming.url} ${incoming.headers['proxy-authorization']}`);
      if (incoming.url?.startsWith('forbidden')) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      const onward = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(onward).pipe(client);
      });
    },
  );
  const { stdout, requests } = await shellWithEgress(
    `${tunnel('far.example', 443)}; ${tunnel('forbidden.example', 443)}; ${tunnel('127.0.0.1', port)}; ${tunnel('10.0.0.1', 443)}; env`,
    {
      allow: [{ host: '*.example', port: 443 }, { host: '127.0.0.1', port, private: true }, { host: '10.0.0.1', port: 443 }],
      upstream: { url: `http://user:p%40ss@127.0.0.1:${upstreamPort}`, noProxy: ['127.0.0.1'] },
    },
  );
  const credentials = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
  expect(asked).toEqual([`far.example:443 ${credentials}`, `forbidden.example:443 ${credentials}`]);
  expect(stdout).toStartWith('200 GET /hello of inner.example\n502 the upstream proxy answered: HTTP/1.1 407');
  expect(stdout).toContain('403 10.0.0.1 is a private address');
  expect(stdout).not.toContain('p%40ss');
  expect(requests.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
});

test('the exit code of the command survives the relay, and so does its death by a signal', async () => {
  expect(await shellWithEgress('exit 9', { allow: [] })).toMatchObject({ exitCode: 9 });
  expect(await shellWithEgress('kill -KILL $$', { allow: [] })).toMatchObject({ exitCode: 137 });
});

test('what is no proxy request gets an answer that says so', async () => {
  const { stdout, requests } = await shellWithEgress(`${send('GET', '/path')}; ${send('GET', 'https://localhost/')}; ${send('CONNECT', 'localhost')}`, { allow: [{ host: 'localhost', port: 443 }] });
  expect(stdout).toMatch(/^400 this is a proxy.*\n400 this is a proxy.*\n400 not a host and port: localhost\n$/);
  expect(requests).toEqual([]);
});

test('programs find the proxy by themselves', async () => {
  const port = await origin();
  const script = `NO_PROXY= no_proxy= bun -e "console.log(await (await fetch('http://localhost:${port}/by-itself')).text())"`;
  const { stdout, requests } = await shellWithEgress(script, { allow: [{ host: 'localhost', port, private: true }] });
  expect(stdout).toContain('GET /by-itself');
  expect(requests).toMatchObject([{ method: 'GET', allowed: true }]);
});

test('the proxy leaves no socket behind, and refuses a path that no socket address holds', async () => {
  await using directory = await temporaryWorkspace();
  const socketPath = join(directory.path, 'a.sock');
  const options = { allow: [], onRequest: () => undefined };
  const proxy = await startEgressProxy({ ...options, socketPath });
  await proxy.close();
  expect(await Bun.file(socketPath).exists()).toBe(false);
  const tooLong = startEgressProxy({ ...options, socketPath: join(directory.path, 'x'.repeat(108)) });
  expect(await tooLong.catch(String)).toContain('longer than 107');
});
