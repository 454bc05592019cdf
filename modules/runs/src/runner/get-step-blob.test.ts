import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, Registered } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { runnerRoutes } from '../runner-routes.ts';
import { agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { createRunnerToken } from './runner-tokens.ts';

const patch = new TextEncoder().encode('a change');
const other = new TextEncoder().encode("another run's secret work");
const file = new TextEncoder().encode('a file of the ticket');
const [patchName, otherName, fileName] = [sha256Hex(patch), sha256Hex(other), sha256Hex(file)];

let engine: TestEngine;
let token: string;
let step: Assignment;
beforeAll(async () => {
  engine = await openTestEngine();
  token = await newToken();
  for (const bytes of [patch, other, file]) await engine.ctx.blobs.put(engine.tenantId, bytes);
  const from = { runId: '1', patch: { sha256: patchName, size: patch.byteLength }, session: null, digest: '' };
  await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep, with: { ...agentStep.with, from, files: [{ name: '1-a.txt', mime: 'text/plain', sha256: fileName, size: file.byteLength }] } }] });
  const { runnerId } = Registered.parse(await (await call('POST', '/register', {}, { body: { name: 'r', protocol: 1, labels: [], providers: ['recipe'], capacity: 1 } })).json());
  step = Assignment.parse(await (await call('POST', '/claim', {}, { body: { runnerId, waitMs: 10_000 } })).json());
});
afterAll(() => engine.close());

const newToken = async () => (await engine.in((tx) => createRunnerToken(tx, { userId: engine.userId, name: 'Ada' }, 'a runner'))).token;

async function call(method: 'GET' | 'POST', path: string, params: Record<string, string>, { body, lease = '', by = token }: { body?: unknown; lease?: string; by?: string } = {}): Promise<Response> {
  const route = runnerRoutes(engine.ctx).find((candidate) => candidate.method === method && candidate.path === path);
  if (!route) throw new Error(`no route ${path}`);
  const headers = { authorization: `Bearer ${by}`, 'content-type': 'application/json', 'lime-lease': lease };
  return route.handle(new Request('http://lime.test/', { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }), params);
}

const fetchBlob = (sha: string, options: { lease?: string; by?: string } = {}) => call('GET', '/steps/:id/blobs/:sha', { id: step.stepId, sha }, { lease: step.leaseToken, ...options });

test('a runner gets what its step starts from', async () => {
  const answer = await fetchBlob(patchName);
  expect([answer.status, await answer.text()]).toEqual([200, 'a change']);
  expect(await (await fetchBlob(fileName)).text()).toBe('a file of the ticket');
});

test('and nothing else of the store, and nothing without its lease', async () => {
  for (const sha of [otherName, '0'.repeat(64), '../../etc/passwd', '']) expect((await fetchBlob(sha)).status).toBe(404);
  expect((await fetchBlob(patchName, { lease: 'wrong' })).status).toBe(409);
  expect((await fetchBlob(patchName, { by: await newToken() })).status).toBe(409);
});
