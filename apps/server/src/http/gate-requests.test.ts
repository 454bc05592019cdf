import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { CreatedApiKey } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let owner: Admin;
let now = 0;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_PROXY_HOPS: '1', LIME_SESSION_RATE: '1200' }, now: () => now });
  owner = await app.addTenant('owner');
});
afterAll(() => app.close());
beforeEach(() => (now += 3_600_000));

const newKey = async () => CreatedApiKey.parse(await (await owner.call('POST', '/api-keys', { name: 'k', scopes: ['read'] })).json()).key;
const ask = (token: string, more: Record<string, string> = {}) => fetch(`${app.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}`, ...more } });
const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const signIn = (address: string, token = 'none') => fetch(`${app.origin}/api/v1/auth/sign-in`, { method: 'POST', headers: { 'x-forwarded-for': address, 'content-type': 'application/json' }, body: JSON.stringify({ token }) });

test('a key makes ten requests at once and sixty a minute; the answers say what is left', async () => {
  const key = await newKey();
  const first = await ask(key);
  expect([first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual(['"key";q=60;w=60;burst=10', '"key";r=9;t=1']);
  expect((await statuses(times(20, () => ask(key)))).filter((status) => status === 200)).toHaveLength(9);
  const refused = await ask(key);
  expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after'), refused.headers.get('ratelimit')]).toEqual([429, 'application/problem+json', '1', '"key";r=0;t=10']);
  expect(await refused.json()).toMatchObject({ code: 'too_many_requests', details: { retryAfterSeconds: 1 } });
  expect((await ask(await newKey())).status).toBe(200);
  now += 1000;
  expect(await statuses([ask(key)])).toEqual([200]);
  expect(await statuses([ask(key)])).toEqual([429]);
});

test('a refused request does nothing', async () => {
  const key = CreatedApiKey.parse(await (await owner.call('POST', '/api-keys', { name: 'k', scopes: ['project.manage'] })).json()).key;
  await statuses(times(10, () => ask(key)));
  const answer = await fetch(`${app.origin}/api/v1/projects`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'N', key: 'FLOOD' }) });
  expect(answer.status).toBe(429);
  expect(await (await owner.call('GET', '/projects')).text()).not.toContain('FLOOD');
});

test('a session has a limit of its own, which no page reaches', async () => {
  const answer = await owner.call('GET', '/me');
  expect(answer.headers.get('ratelimit-policy')).toBe('"session";q=1200;w=60;burst=1000');
});

test('signing in is tried ten times a minute from one address; what another address does is its own', async () => {
  expect(await statuses(times(12, () => signIn('203.0.113.9')))).toEqual([...times(10, () => 401), 429, 429]);
  expect((await signIn('203.0.113.10')).status).toBe(401);
  // What the caller wrote itself into the header is not believed.
  expect((await signIn('198.51.100.1, 203.0.113.9')).status).toBe(429);
  expect((await fetch(`${app.origin}/api/v1/invitations/accept`, { method: 'POST', headers: { 'x-forwarded-for': '203.0.113.9', 'content-type': 'application/json' }, body: '{"token":"none"}' })).status).toBe(429);
  now += 6000;
  expect(await statuses([signIn('203.0.113.9')])).toEqual([401]);
});

test('live connections count as requests do', async () => {
  const key = await newKey();
  const closed = await Promise.all(times(12, () => new Promise<string>((resolve) => {
    const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${key}` } });
    socket.addEventListener('message', () => (socket.close(), resolve('open')));
    socket.addEventListener('close', () => resolve('refused'));
    socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 'subscribe', topic: `board:${owner.projectId}` })));
  })));
  expect(closed.toSorted()).toEqual([...times(10, () => 'open'), 'refused', 'refused']);
});

test('sign-ins that succeed do not count', async () => {
  for (let time = 0; time < 15; time += 1) {
    const { url }: { url: string } = JSON.parse(await (await owner.call('POST', '/auth/sign-in-links')).text());
    expect((await signIn('203.0.113.20', new URL(url).searchParams.get('token') ?? '')).status).toBe(200);
  }
});

test('whoever tries out tokens is not looked up any more after hundreds of them', async () => {
  const guesses: number[] = [];
  for (let guess = 0; guess < 320; guess += 1) guesses.push((await ask(`lime_key_guess${guess}`, { 'x-forwarded-for': '203.0.113.30' })).status);
  expect([guesses.filter((status) => status === 401).length, guesses.filter((status) => status === 429).length]).toEqual([300, 20]);
  expect((await ask(owner.token, { 'x-forwarded-for': '203.0.113.31' })).status).toBe(200);
});

test('where a proxy was not told of, nobody locks out all others by wrong tokens', async () => {
  const behind = await openTestApp({ role: 'api', now: () => now });
  const { token } = await behind.addTenant('t');
  const me = (shown: string) => fetch(`${behind.origin}/api/v1/me`, { headers: { authorization: `Bearer ${shown}`, 'x-forwarded-for': '203.0.113.40' } });
  for (let guess = 0; guess < 320; guess += 1) await me(`wrong${guess}`);
  expect((await me(token)).status).toBe(200);
  await behind.close();
});

test('no cache between keeps what somebody was answered: neither what they may see nor what lets them in', async () => {
  const answers = [await owner.call('GET', '/me'), await owner.call('POST', '/auth/sign-in-links'), await ask('none'), await signIn('203.0.113.77'), await owner.call('GET', '/audit-log/export')];
  expect(answers.map((answer) => answer.headers.get('cache-control'))).toEqual(answers.map(() => 'no-store'));
});
