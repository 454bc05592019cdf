import { afterAll, beforeEach, expect, test } from 'bun:test';
import { createOutbound } from '@lime/outbound';
import { gitlab } from './gitlab.ts';

/** Answers as GitLab's documentation says that it does. */
const seen: { method: string; path: string; body: string }[] = [];
const pipeline = { id: 46, iid: 11, status: 'failed', web_url: 'https://gitlab.test/g/shop/-/pipelines/46', sha: 'a'.repeat(40), ref: 'main', created_at: '2026-01-31T10:00:00.000Z', updated_at: '2026-01-31T10:05:00.000Z', started_at: '2026-01-31T10:01:00.000Z' };
const answers: Record<string, unknown> = {
  'POST /pipeline': pipeline, 'POST /pipelines/46/retry': pipeline, 'GET /pipelines/46': { ...pipeline, status: 'running' }, 'GET /pipelines': [{ ...pipeline, started_at: undefined }],
  'GET /pipelines/46/jobs': [{ id: 7, name: 'test' }, { id: 8, name: 'lint' }], 'GET /jobs/7/trace': 'x'.repeat(30_000), 'GET /jobs/8/trace': 'one line',
};
const server = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname.replace('/api/v4/projects/g%2Fshop', '');
    seen.push({ method: request.method, path: path + search, body: await request.text() });
    const answer = answers[`${request.method} ${path}`];
    if (request.headers.get('private-token') !== 'glpat') return new Response('{}', { status: 401 });
    return typeof answer === 'string' ? new Response(answer) : answer === undefined ? new Response('{}', { status: 404 }) : Response.json(answer);
  },
});
afterAll(() => server.stop(true));
beforeEach(() => void seen.splice(0));
const { pipelines } = gitlab({ outbound: createOutbound({ privateHosts: ['127.0.0.1'] }), url: `http://127.0.0.1:${server.port}`, token: 'glpat', oauth: false });
if (!pipelines) throw new Error('GitLab has pipelines');

test('a pipeline is started on a branch, with variables', async () => {
  expect(await pipelines.dispatchPipeline('g/shop', '', 'main', { LEVEL: 'debug' })).toEqual({ ok: true, value: null });
  expect(seen.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([['POST', '/pipeline', { ref: 'main', variables: [{ key: 'LEVEL', value: 'debug' }] }]]);
});

test('what failed is tried again; all of it is not, which GitLab cannot', async () => {
  expect(await pipelines.rerunPipeline('g/shop', '46', 'failed')).toEqual({ ok: true, value: null });
  expect(await pipelines.rerunPipeline('g/shop', '46', 'all')).toMatchObject({ ok: false, code: 'unprocessable' });
  expect(seen.map(({ path }) => path)).toEqual(['/pipelines/46/retry']);
});

test('runs are read in our own words', async () => {
  const run = { externalRunId: '46', number: 11, attempt: 1, headSha: 'a'.repeat(40), headRef: 'main', url: pipeline.web_url, updatedAt: pipeline.updated_at };
  expect(await pipelines.readPipelineRun('g/shop', '46')).toEqual({ ok: true, value: { ...run, status: 'in_progress', conclusion: null, startedAt: pipeline.started_at } });
  expect(await pipelines.listPipelineRuns('g/shop', '')).toEqual({ ok: true, value: [{ ...run, status: 'completed', conclusion: 'failed', startedAt: null }] });
});

test('the log of what failed, its end alone', async () => {
  const log = await pipelines.readFailureLog('g/shop', '46');
  expect(log).toEqual({ ok: true, value: `Job "test":\n${'x'.repeat(10_000)}\n\nJob "lint":\none line` });
  expect(seen[0]?.path).toBe('/pipelines/46/jobs?scope%5B%5D=failed&per_page=5');
});
