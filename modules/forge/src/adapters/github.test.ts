import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createOutbound } from '@lime/outbound';
import { emulateGithub, type EmulatedGithub } from '../testing/emulated-github.ts';
import { github } from './github.ts';

let hub: EmulatedGithub;
beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback', ['shop', 'docs']);
});
afterAll(() => hub.close());
/** Each remembers nothing of the others. */
const adapter = (token = hub.token, outbound = createOutbound({ privateHosts: ['127.0.0.1'] })) => github({ outbound, url: hub.url, token, as: 'person' });
/** A branch with one commit, and its id. */
function pushBranch(name: string): Promise<string> {
  const tree = hub.git('shop', 'rev-parse', 'main^{tree}');
  const sha = hub.git('shop', 'commit-tree', tree, '-p', 'main', '-m', name);
  return Bun.$`git -c credential.helper= push -q ${hub.url.replace('//', `//x:${hub.token}@`)}/octo/shop.git ${sha}:refs/heads/${name}`.env({ GIT_DIR: hub.gitDir('shop'), PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' }).quiet().then(() => sha);
}
const valueOf = async <T>(found: Promise<{ ok: true; value: T } | { ok: false; code: string; message: string }>): Promise<T> => {
  const result = await found;
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};

test('who the token is, with its scopes; a wrong one is refused', async () => {
  expect(await valueOf(adapter().whoAmI())).toEqual({ login: 'octo', scopes: ['repo', 'workflow'] });
  expect(await adapter('wrong').whoAmI()).toMatchObject({ ok: false, code: 'unauthorised', message: expect.stringContaining('Bad credentials') });
});

test('repositories are listed and searched, and read by their names', async () => {
  const all = await valueOf(adapter().listRepositories({ search: '', cursor: null }));
  expect(all.items.map((item) => item.fullName).toSorted()).toEqual(['octo/docs', 'octo/shop']);
  expect((await valueOf(adapter().listRepositories({ search: 'SHO', cursor: null }))).items).toMatchObject([{ fullName: 'octo/shop', cloneUrl: `${hub.url}/octo/shop.git`, defaultBranch: 'main', private: true }]);
  expect(await adapter().readRepository('octo/nothing')).toMatchObject({ ok: false, code: 'not_found' });
  expect(await adapter().readRepository('../../user')).toMatchObject({ ok: false, code: 'not_found' });
});

test('a pull request is made, found by its branch, checked and merged; a head that is not the one that was seen is not merged', async () => {
  const headSha = await pushBranch('al/implement/1');
  const made = await valueOf(adapter().createPullRequest('octo/shop', { title: 'T', body: 'B', head: 'al/implement/1', base: 'main' }));
  expect(made).toMatchObject({ number: 1, state: 'open', headRef: 'al/implement/1', headSha, baseRef: 'main', mergedAt: null });
  expect(await valueOf(adapter().findPullRequest('octo/shop', 'al/implement/1'))).toEqual(made);
  expect(await valueOf(adapter().findPullRequest('octo/shop', 'al/implement/2'))).toBeNull();
  expect(await valueOf(adapter().readChecks('octo/shop', headSha))).toEqual({ state: 'none', failed: [] });
  await hub.ask('POST', '/repos/octo/shop/check-runs', { name: 'build', head_sha: headSha, status: 'completed', conclusion: 'failure' });
  expect(await valueOf(adapter().readChecks('octo/shop', headSha))).toEqual({ state: 'failed', failed: ['build'] });
  const merge = (sha: string) => adapter().mergePullRequest('octo/shop', 1, { method: 'merge', headSha: sha, title: 'T' });
  expect(await merge(hub.git('shop', 'rev-parse', 'main'))).toMatchObject({ ok: false });
  expect(await merge(headSha)).toMatchObject({ ok: true });
  expect(await valueOf(adapter().readPullRequest('octo/shop', 1))).toMatchObject({ state: 'merged', headSha });
});

test('what has not changed costs nothing of what GitHub allows, and nobody is told what another token sees', async () => {
  const own = createOutbound({ privateHosts: ['127.0.0.1'] });
  const list = async () => (await valueOf(adapter(hub.token, own).listRepositories({ search: '', cursor: null }))).items.map((item) => item.fullName).toSorted();
  const first = await list();
  const [asked, spent] = [hub.seen.length, hub.spent()];
  for (let again = 0; again < 5; again += 1) expect(await list()).toEqual(first);
  expect([hub.seen.length - asked, hub.spent() - spent]).toEqual([5, 0]);
  expect(await adapter('wrong', own).listRepositories({ search: '', cursor: null })).toMatchObject({ ok: false, code: 'unauthorised' });
  await hub.ask('PATCH', '/repos/octo/docs', { description: 'changed' });
  await list();
  expect(hub.spent() - spent).toBe(1);
});

test.each([
  [403, { 'retry-after': '60' }, '60 s'],
  [429, { 'retry-after': '300' }, '5 min'],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600) }, 'min'],
])('a forge that asks to be left alone (%d, %p) is not asked meanwhile with that credential', async (status, headers, wait) => {
  const own = createOutbound({ privateHosts: ['127.0.0.1'] });
  hub.answerNext(/GET .*\/user$/, () => Response.json({ message: 'API rate limit exceeded' }, { status, headers }));
  expect(await adapter(hub.token, own).whoAmI()).toMatchObject({ ok: false, code: 'rate_limited', message: expect.stringContaining(wait) });
  const asked = hub.seen.length;
  expect(await adapter(hub.token, own).readRepository('octo/shop')).toMatchObject({ ok: false, code: 'rate_limited', message: expect.stringContaining('asked to wait') });
  expect(hub.seen.length).toBe(asked);
  expect(await adapter('another', own).whoAmI()).toMatchObject({ ok: false, code: 'unauthorised' });
});

test('a secondary limit, which names no time, is told as one', async () => {
  hub.answerNext(/GET .*\/user$/, () => Response.json({ message: 'You have exceeded a secondary rate limit' }, { status: 403 }));
  expect(await valueOf(adapter().whoAmI())).toMatchObject({ login: 'octo' });
});

test('a repository is found by its id', async () => {
  const { externalId } = await valueOf(adapter().readRepository('octo/shop'));
  hub.answerNext(/\/repositories\/\d+$/, async () => Response.json(await hub.ask('GET', '/repos/octo/shop')));
  expect(await valueOf(adapter().readRepositoryById(externalId))).toMatchObject({ externalId, fullName: 'octo/shop' });
  expect(hub.seen.at(-1)?.path).toBe(`/api/v3/repositories/${externalId}`);
});

test('a webhook is made with its secret, and deleted', async () => {
  const { externalId } = await valueOf(adapter().createWebhook('octo/shop', { url: 'http://lime.test/in/1', secret: 'a secret of the webhook' }));
  expect(hub.seen.at(-1)?.body).toContain('a secret of the webhook');
  expect(await adapter().deleteWebhook('octo/shop', externalId)).toMatchObject({ ok: true });
  expect(await adapter().deleteWebhook('octo/shop', externalId)).toMatchObject({ ok: false, code: 'not_found' });
});

test.each([
  ['nonsense', () => new Response('<html>maintenance</html>'), 'garbled'],
  ['JSON of another shape', () => Response.json({ login: 7 }), 'garbled'],
  ['too much', () => new Response('x'.repeat(5_000_000)), 'garbled'],
  ['403 that means no', () => Response.json({ message: 'Resource not accessible' }, { status: 403 }), 'forbidden'],
  ['403 that means too often', () => Response.json({ message: 'API rate limit exceeded' }, { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 600) } }), 'rate_limited'],
  ['429', () => new Response('', { status: 429, headers: { 'retry-after': '120' } }), 'rate_limited'],
])('GitHub answers %s', async (_, answer, code) => {
  hub.answerNext(/GET .*\/user$/, answer);
  const found = await adapter().whoAmI();
  expect(found).toMatchObject({ ok: false, code });
  if (code === 'rate_limited') expect('retryAfterMs' in found && Math.round((found.retryAfterMs ?? 0) / 1000)).toBeOneOf([120, 599, 600]);
});

test('what only reads is asked again when GitHub has a fault, what changes something is not', async () => {
  const count = (method: string) => hub.seen.filter((request) => request.method === method).length;
  const fault = () => new Response('', { status: 502 });
  hub.answerNext(/GET .*\/user$/, fault);
  hub.answerNext(/GET .*\/user$/, () => new Response('', { status: 503, headers: { 'retry-after': '0' } }));
  expect(await adapter().whoAmI()).toMatchObject({ ok: true });
  const before = count('POST');
  hub.answerNext(/POST .*\/pulls$/, fault);
  expect(await adapter().createPullRequest('octo/shop', { title: 'T', body: '', head: 'none', base: 'main' })).toMatchObject({ ok: false, code: 'unreachable' });
  expect(count('POST')).toBe(before + 1);
});
