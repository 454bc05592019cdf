import { afterAll, expect, test } from 'bun:test';
import { createServerApi } from './server-api.ts';

const problem = (status: number, code: string) =>
  Response.json({ type: 'about:blank', title: 'No', status, code, detail: 'because', correlation_id: 'c' }, { status });

const answers: Record<string, () => Response> = {
  '/runner/v1/steps/1/finish': () => new Response(null, { status: 204 }),
  '/runner/v1/steps/2/finish': () => problem(409, 'lease_lost'),
  '/runner/v1/steps/3/finish': () => problem(404, 'not_found'),
  '/runner/v1/steps/4/finish': () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
  '/runner/v1/steps/5/heartbeat': () => new Response('<h1>hello</h1>'),
};
const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => (answers[new URL(request.url).pathname] ?? (() => problem(404, 'x')))() });
const api = createServerApi({ server: `http://127.0.0.1:${server.port}`, token: 't' });
afterAll(() => server.stop(true));

const finish = (stepId: string) => api.finish({ stepId, leaseToken: 'l' }, { status: 'cancelled' });

test('each kind of answer becomes the outcome a caller can act on', async () => {
  expect(await finish('1')).toEqual({ kind: 'ok', value: null });
  expect(await finish('2')).toEqual({ kind: 'lease_lost' });
  expect(await finish('3')).toEqual({ kind: 'refused', status: 404, code: 'not_found', message: 'No: because' });
  expect(await finish('4')).toMatchObject({ kind: 'unreachable' });
});

test('an answer that is not JSON counts as unreachable, not as a crash', async () => {
  expect(await api.heartbeat({ stepId: '5', leaseToken: 'l' }, { messagesSeen: 0, waitMs: 0 }, { timeoutMs: 1000 })).toMatchObject({ kind: 'unreachable' });
});

test('a server that is not there is unreachable', async () => {
  const nobody = createServerApi({ server: 'http://127.0.0.1:9', token: 't' });
  expect(await nobody.neededWorkspaces([])).toMatchObject({ kind: 'unreachable' });
});
