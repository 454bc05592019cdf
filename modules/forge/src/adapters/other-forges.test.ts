import { afterAll, beforeEach, expect, test } from 'bun:test';
import { createOutbound } from '@lime/outbound';
import { bitbucket } from './bitbucket.ts';
import { gitlab } from './gitlab.ts';

const noContent = { status: 204 };
const conflict = { message: ['Another open merge request already exists for this source branch: !3'] };

/** The forges' documented answers, by method and path, and what was asked of them. */
const answers = new Map<string, unknown>();
let asked: { route: string; query: string; headers: Headers; body: unknown }[] = [];
const server = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const route = `${request.method} ${pathname}`;
    asked.push({ route, query: decodeURIComponent(search), headers: request.headers, body: text === '' ? null : JSON.parse(text) });
    const answer = answers.get(route);
    return answer === noContent ? new Response(null, { status: 204 }) : Response.json(answer ?? { message: '404 Not found' }, { status: answer === undefined ? 404 : answer === conflict ? 409 : 200 });
  },
});
afterAll(() => server.stop(true));
beforeEach(() => {
  answers.clear();
  asked = [];
});
const url = `http://127.0.0.1:${server.port}`;
const outbound = createOutbound({ privateHosts: ['127.0.0.1'] });
const lab = gitlab({ outbound, url, token: 'glpat', oauth: false });
const bucket = bitbucket({ outbound, url, token: 'app-password', username: 'ada' });
const sha = 'a'.repeat(40);

const project = { id: 5, path: 'shop', path_with_namespace: 'team/sub/shop', http_url_to_repo: `${url}/team/sub/shop.git`, web_url: `${url}/team/sub/shop`, default_branch: 'main', visibility: 'private', permissions: { project_access: { access_level: 30 }, group_access: null } };
const request = { iid: 3, title: 'T', web_url: `${url}/mr/3`, state: 'opened', source_branch: 'al/implement/1', target_branch: 'main', sha, merged_at: null, updated_at: '2026-01-01T00:00:00Z' };
const here = '/api/v4/projects/team%2Fsub%2Fshop';

test('GitLab: projects of any depth, by a token of a person', async () => {
  answers.set('GET /api/v4/user', { username: 'ada' });
  answers.set(`GET ${here}`, project);
  answers.set('GET /api/v4/projects', [project]);
  expect(await lab.whoAmI()).toEqual({ ok: true, value: { login: 'ada', scopes: [] } });
  expect(asked[0]?.headers.get('private-token')).toBe('glpat');
  const shop = { externalId: '5', owner: 'team/sub', name: 'shop', fullName: 'team/sub/shop', cloneUrl: `${url}/team/sub/shop.git`, webUrl: `${url}/team/sub/shop`, defaultBranch: 'main', private: true, mayPush: true };
  expect(await lab.readRepository('team/sub/shop')).toEqual({ ok: true, value: shop });
  expect(await lab.listRepositories({ search: 'SHOP', cursor: null })).toEqual({ ok: true, value: { items: [shop], next: null } });
});

test('GitLab: a merge request is made, found, and merged at the commit that was seen; one that is there already is no conflict', async () => {
  answers.set(`POST ${here}/merge_requests`, request);
  answers.set(`GET ${here}/merge_requests`, [request]);
  answers.set(`PUT ${here}/merge_requests/3/merge`, { ...request, state: 'merged' });
  const wanted = { title: 'T', body: 'B', head: 'al/implement/1', base: 'main' };
  const pull = { number: 3, title: 'T', url: `${url}/mr/3`, state: 'open', headRef: 'al/implement/1', headSha: sha, baseRef: 'main', mergedAt: null, updatedAt: '2026-01-01T00:00:00Z' };
  const made: unknown = await lab.createPullRequest('team/sub/shop', wanted);
  expect(made).toEqual({ ok: true, value: pull });
  expect(asked[0]?.body).toEqual({ title: 'T', description: 'B', source_branch: 'al/implement/1', target_branch: 'main' });
  const found: unknown = await lab.findPullRequest('team/sub/shop', 'al/implement/1');
  expect(found).toEqual({ ok: true, value: pull });
  expect(await lab.mergePullRequest('team/sub/shop', 3, { method: 'squash', headSha: sha, title: 'T' })).toEqual({ ok: true, value: null });
  expect(asked.at(-1)?.body).toEqual({ sha, squash: true, squash_commit_message: 'T' });
  expect(await lab.mergePullRequest('team/sub/shop', 3, { method: 'rebase', headSha: sha, title: 'T' })).toMatchObject({ ok: false, code: 'unprocessable' });
  answers.set(`POST ${here}/merge_requests`, conflict);
  expect(await lab.createPullRequest('team/sub/shop', wanted)).toMatchObject({ ok: false, code: 'unprocessable', message: expect.stringContaining('already exists') });
});

test.each([
  ['passed', [{ name: 'a', status: 'success' }, { name: 'b', status: 'manual' }, { name: 'c', status: 'failed', allow_failure: true }], []],
  ['pending', [{ name: 'a', status: 'success' }, { name: 'b', status: 'running' }], []],
  ['failed', [{ name: 'a', status: 'failed' }, { name: 'b', status: 'running' }], ['a']],
  ['none', [], []],
])('GitLab: checks are %s', async (state, statuses, failed) => {
  answers.set(`GET ${here}/repository/commits/${sha}/statuses`, statuses);
  const checks: unknown = await lab.readChecks('team/sub/shop', sha);
  expect(checks).toEqual({ ok: true, value: { state, failed } });
});

test('GitLab: a webhook is made with its secret, and deleted', async () => {
  answers.set(`POST ${here}/hooks`, { id: 9 });
  answers.set(`DELETE ${here}/hooks/9`, noContent);
  expect(await lab.createWebhook('team/sub/shop', { url: 'https://lime.test/in', secret: 's' })).toEqual({ ok: true, value: { externalId: '9' } });
  expect(asked[0]?.body).toMatchObject({ url: 'https://lime.test/in', token: 's', merge_requests_events: true });
  expect(await lab.deleteWebhook('team/sub/shop', '9')).toEqual({ ok: true, value: null });
});

const base = '/2.0/repositories/team/shop';
const bitPull = (state: string, hash = sha.slice(0, 12)) => ({ id: 4, title: 'T', state, source: { branch: { name: 'b' }, commit: { hash } }, destination: { branch: { name: 'main' } }, updated_on: '2026-01-01T00:00:00Z', links: { html: { href: `${url}/pr/4` } } });

test('Bitbucket: repositories by an app password; the clone address comes without the user', async () => {
  answers.set(`GET ${base}`, { uuid: '{1}', slug: 'shop', full_name: 'team/shop', is_private: true, mainbranch: { name: 'main' }, links: { html: { href: `${url}/team/shop` }, clone: [{ name: 'ssh', href: 'git@x:team/shop.git' }, { name: 'https', href: `http://ada@127.0.0.1:${server.port}/team/shop.git` }] } });
  expect(await bucket.readRepository('team/shop')).toMatchObject({ ok: true, value: { externalId: '{1}', cloneUrl: `${url}/team/shop.git`, defaultBranch: 'main' } });
  expect(asked[0]?.headers.get('authorization')).toBe(`Basic ${btoa('ada:app-password')}`);
});

test('Bitbucket: a pull request is made, found and merged, if its branch stands where it was seen', async () => {
  answers.set(`POST ${base}/pullrequests`, bitPull('OPEN'));
  answers.set(`GET ${base}/pullrequests`, { values: [bitPull('MERGED')] });
  answers.set(`GET ${base}/commit/${sha.slice(0, 12)}`, { hash: sha });
  answers.set(`GET ${base}/pullrequests/4`, bitPull('OPEN'));
  answers.set(`POST ${base}/pullrequests/4/merge`, bitPull('MERGED'));
  expect(await bucket.createPullRequest('team/shop', { title: 'T', body: 'B', head: 'b', base: 'main' })).toMatchObject({ ok: true, value: { number: 4, state: 'open', headSha: sha } });
  expect(await bucket.readPullRequest('team/shop', 4)).toMatchObject({ ok: true, value: { headSha: sha } });
  expect(await bucket.findPullRequest('team/shop', 'b" OR id > 0')).toMatchObject({ ok: true, value: { state: 'merged', mergedAt: '2026-01-01T00:00:00Z' } });
  expect(asked.find(({ route }) => route === `GET ${base}/pullrequests`)?.query).toContain('source.branch.name+=+"b\\"+OR');
  const merge = () => bucket.mergePullRequest('team/shop', 4, { method: 'squash', headSha: sha, title: 'T' });
  expect(await merge()).toEqual({ ok: true, value: null });
  expect(asked.at(-1)?.body).toEqual({ merge_strategy: 'squash', message: 'T' });
  answers.set(`GET ${base}/pullrequests/4`, bitPull('OPEN', 'b'.repeat(12)));
  const before = asked.length;
  expect(await merge()).toMatchObject({ ok: false, code: 'conflict' });
  expect(asked.slice(before).map(({ route }) => route)).toEqual([`GET ${base}/pullrequests/4`]);
});

test('Bitbucket: a pipeline is started, of a branch or by the name of a custom one, and run again as a whole', async () => {
  const target = { type: 'pipeline_ref_target', ref_type: 'branch', ref_name: 'main', commit: { hash: sha }, selector: { type: 'custom', pattern: 'release' } };
  const row = { uuid: '{7}', build_number: 12, created_on: '2026-01-01T00:00:00Z', completed_on: '2026-01-01T00:05:00Z', target, state: { name: 'COMPLETED', result: { name: 'FAILED' } }, links: { html: { href: `${url}/p/12` } } };
  answers.set(`POST ${base}/pipelines/`, row);
  answers.set(`GET ${base}/pipelines/%7B7%7D`, row);
  answers.set(`GET ${base}/pipelines/`, { values: [row, { ...row, uuid: '{8}', target: { ...target, selector: null }, state: { name: 'IN_PROGRESS', result: null }, completed_on: null }] });
  answers.set(`GET ${base}/pipelines/%7B7%7D/steps/`, { values: [{ uuid: '{s1}', name: 'build', state: { result: { name: 'SUCCESSFUL' } } }, { uuid: '{s2}', name: 'test', state: { result: { name: 'FAILED' } } }] });
  answers.set(`GET ${base}/pipelines/%7B7%7D/steps/%7Bs2%7D/log`, 'it broke');
  const { pipelines } = bucket;
  if (!pipelines) throw new Error('Bitbucket has pipelines');
  expect(await pipelines.dispatchPipeline('team/shop', 'release', 'main', { level: 'debug' })).toEqual({ ok: true, value: null });
  expect(asked.at(-1)?.body).toEqual({ target: { type: 'pipeline_ref_target', ref_type: 'branch', ref_name: 'main', selector: { type: 'custom', pattern: 'release' } }, variables: [{ key: 'level', value: 'debug' }] });
  expect(await pipelines.rerunPipeline('team/shop', '{7}', 'all')).toEqual({ ok: true, value: null });
  expect(asked.at(-1)?.body).toEqual({ target });
  expect(await pipelines.rerunPipeline('team/shop', '{7}', 'failed')).toMatchObject({ ok: false, code: 'unprocessable' });
  const run = { externalRunId: '{7}', number: 12, attempt: 1, status: 'completed', conclusion: 'failure', headSha: sha, headRef: 'main', startedAt: row.created_on, updatedAt: row.completed_on };
  expect(await pipelines.listPipelineRuns('team/shop', 'release')).toMatchObject({ ok: true, value: [run] });
  expect(await pipelines.listPipelineRuns('team/shop', '')).toMatchObject({ ok: true, value: [{ externalRunId: '{8}', status: 'in_progress', conclusion: null }] });
  expect(await pipelines.readFailureLog('team/shop', '{7}')).toEqual({ ok: true, value: 'Step "test":\n"it broke"' });
});

test('Bitbucket: checks and webhooks', async () => {
  answers.set(`GET ${base}/commit/${sha}/statuses`, { values: [{ name: 'build', key: 'b', state: 'FAILED' }, { name: null, key: 'lint', state: 'SUCCESSFUL' }] });
  answers.set(`POST ${base}/hooks`, { uuid: '{9}' });
  answers.set(`DELETE ${base}/hooks/%7B9%7D`, noContent);
  expect(await bucket.readChecks('team/shop', sha)).toEqual({ ok: true, value: { state: 'failed', failed: ['build'] } });
  expect(await bucket.createWebhook('team/shop', { url: 'https://lime.test/in', secret: 's' })).toEqual({ ok: true, value: { externalId: '{9}' } });
  expect(await bucket.deleteWebhook('team/shop', '{9}')).toEqual({ ok: true, value: null });
});
