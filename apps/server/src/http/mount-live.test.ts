import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody } from '@lime/contracts';
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts';

let server: SpawnedServer;
beforeAll(async () => {
  server = await spawnServer({ sharesPostgres: true, env: { LIME_EMBEDDED_RUNNER: 'off' } });
}, 60_000);
afterAll(() => server.dispose(), 30_000);

/** Signs in as a browser does; returns the cookie. */
async function signIn(): Promise<string> {
  const { url }: { url: string } = JSON.parse(await (await server.api('POST', '/auth/sign-in-links')).text());
  const token = new URL(url).searchParams.get('token');
  const response = await fetch(`${server.origin}/api/v1/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** A live connection; `closed` resolves with the code that it was closed with. */
async function connect(headers: Record<string, string>, path = '/ws'): Promise<{ closed: Promise<number>; subscribes(): Promise<boolean> }> {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}${path}`, { headers });
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const subscribes = () =>
    new Promise<boolean>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(String(data).includes('subscribed')), { once: true });
      socket.send(JSON.stringify({ op: 'subscribe', topic: 'board:1' }));
    });
  return { closed, subscribes };
}

test('signing out ends the live connections of that session, and of no other', async () => {
  const [leaving, staying] = [await signIn(), await signIn()];
  const [first, second] = [await connect({ cookie: leaving }), await connect({ cookie: staying }, '/api/v1/ws')];
  expect([await first.subscribes(), await second.subscribes()]).toEqual([true, true]);
  await fetch(`${server.origin}/api/v1/auth/logout`, { method: 'POST', headers: { cookie: leaving } });
  expect(await first.closed).toBe(4401);
  expect(await second.subscribes()).toBe(true);
}, 30_000);

test("nobody, and another site's page with a person's cookie, are not let in, and told why", async () => {
  const upgrade = (path: string, headers: Record<string, string>) => fetch(`${server.origin}${path}`, { headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers } });
  for (const path of ['/ws', '/api/v1/ws']) {
    for (const [headers, status, code] of [[{}, 401, 'unauthenticated'], [{ cookie: 'lime_session=none' }, 401, 'unauthenticated'], [{ cookie: await signIn(), origin: 'https://evil.example' }, 403, 'cross_origin']] as const) {
      const answer = await upgrade(path, headers);
      expect([path, answer.status, answer.headers.get('content-type'), ProblemBody.parse(await answer.json()).code]).toEqual([path, status, 'application/problem+json', code]);
    }
  }
}, 30_000);

test('a connection ends when the key that opened it has come to its end', async () => {
  const expiresAt = new Date(Date.now() + 2000).toISOString();
  const { key }: { key: string } = JSON.parse(await (await server.api('POST', '/api-keys', { name: 'short', scopes: ['read'], expiresAt })).text());
  const headers = { authorization: `Bearer ${key}` };
  const live = await connect(headers);
  expect((await fetch(`${server.origin}/api/v1/me`, { headers })).status).toBe(200);
  expect(await live.closed).toBe(4401);
  expect((await fetch(`${server.origin}/api/v1/me`, { headers })).status).toBe(401);
}, 30_000);

test('a connection that asks without end is let go, and nobody waits for it', async () => {
  const cookie = await signIn();
  const flood = new WebSocket(`${server.origin.replace('http', 'ws')}/ws`, { headers: { cookie } });
  const closed = new Promise<number>((resolve) => flood.addEventListener('close', ({ code }) => resolve(code)));
  await new Promise((resolve) => flood.addEventListener('open', resolve));
  for (let count = 0; count < 20_000; count += 1) flood.send(JSON.stringify({ op: 'subscribe', topic: 'board:1' }));
  expect(await closed).toBe(4429);
  const quiet = await connect({ cookie });
  expect([await quiet.subscribes(), await quiet.subscribes()]).toEqual([true, true]);
}, 30_000);
