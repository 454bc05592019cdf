import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AvailableRepository, ConnectorOAuthStart, ConnectorView, pageOf, ProblemBody, RepositoryView } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { rotateMasterKey } from '@lime/vault';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let stranger: Admin;
const callback = 'http://lime.test/api/v1/connectors/oauth/github/callback';

beforeAll(async () => {
  hub = await emulateGithub(callback, ['shop', 'docs']);
  app = await openTestApp({ role: 'api', env: { LIME_PRIVATE_HOSTS: '127.0.0.1', GITHUB_CLIENT_ID: hub.oauth.clientId, GITHUB_CLIENT_SECRET: hub.oauth.clientSecret, GITHUB_URL: hub.url } });
  [admin, stranger] = [await app.addTenant('acme'), await app.addTenant('other')];
});
afterAll(async () => {
  await app.close();
  await hub.close();
});

const post = (path: string, body?: unknown) => admin.call('POST', path, body);
const problemOf = async (answer: Response): Promise<[number, string]> => [answer.status, ProblemBody.parse(await answer.json()).code];
async function connect(more: object = {}): Promise<ConnectorView> {
  const answer = await post('/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token, ...more });
  if (!answer.ok) throw new Error(await answer.text());
  return ConnectorView.parse(await answer.json());
}
/** All that the database holds of the tenant, as text; bytes as hex. */
const everything = async () => {
  const tables: { name: string }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id'`);
  const rows = await app.parts.db.tenant(admin.tenantId, async (tx) => {
    const found: unknown[] = [];
    for (const { name } of tables) found.push(await tx.sql.unsafe(`SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${name} t`));
    return found;
  });
  const files = readdirSync(app.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  return JSON.stringify(rows) + files.join('\n');
};

test('a token connects when it works, with as whom and with which scopes; what does not work is not kept', async () => {
  expect(await connect()).toMatchObject({ provider: 'github', auth: 'token', account: 'octo', scopes: ['repo', 'workflow'], status: 'active', problem: null, name: `octo at ${new URL(hub.url).host}` });
  const refused = await post('/connectors', { auth: 'token', provider: 'github', url: hub.url, token: 'not a token of anybody' });
  const text = await refused.clone().text();
  expect(await problemOf(refused)).toEqual([422, 'credential_refused']);
  expect(text).not.toContain('not a token');
});

test('a GitHub App connects by its key: a token of its installation is minted once, and again when a check asks anew', async () => {
  const { appId, installationId, privateKey } = hub.app;
  const connector = await connect({ auth: 'app', token: undefined, appId, installationId, privateKey });
  expect(connector).toMatchObject({ auth: 'app', account: 'octo', scopes: expect.arrayContaining(['contents:write', 'pull_requests:write']) });
  const minted = () => hub.seen.filter((request) => request.path.endsWith('/access_tokens')).length;
  const before = minted();
  for (const search of ['shop', 'docs']) expect(pageOf(AvailableRepository).parse(await (await admin.call('GET', `/connectors/${connector.id}/available-repositories?search=${search}`)).json()).items.map((item) => item.fullName)).toEqual([`octo/${search}`]);
  expect(minted()).toBe(before + 1);
  expect(hub.seen.find((request) => request.path.includes('/installation/repositories'))?.authorization).toMatch(/^Bearer ghs_/);
  expect((await post(`/connectors/${connector.id}/check`)).status).toBe(200);
  expect(minted()).toBeGreaterThan(before + 1);
  const other = await post('/connectors', { auth: 'app', provider: 'github', url: hub.url, appId, installationId, privateKey: privateKey.replace(/[A-Za-z0-9]{20}/, 'AAAAAAAAAAAAAAAAAAAA') });
  expect(await problemOf(other)).toEqual([422, 'credential_refused']);
});

/** Says yes at GitHub as a person does, and gives the address that it sends them back to. */
async function authorize(start: ConnectorOAuthStart): Promise<URL> {
  const asked = new URL(start.url).searchParams;
  const form = new URLSearchParams({ login: 'octo', ...Object.fromEntries(['redirect_uri', 'scope', 'state', 'client_id'].map((name) => [name, asked.get(name) ?? ''])) });
  const answer = await fetch(`${hub.url}/login/oauth/callback`, { method: 'POST', body: form, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? 'http://nowhere');
}
const comeBack = (as: Admin, back: URL) => fetch(`${app.origin}${back.pathname}${back.search}`, { headers: { authorization: `Bearer ${as.token}` }, redirect: 'manual' });

test('OAuth connects whoever began it, once, and shows what it asks for', async () => {
  const start = ConnectorOAuthStart.parse(await (await post('/connectors/github/oauth')).json());
  expect(start.scopes).toEqual(['repo', 'workflow', 'admin:repo_hook']);
  expect(Object.fromEntries(new URL(start.url).searchParams)).toMatchObject({ client_id: hub.oauth.clientId, redirect_uri: callback, scope: 'repo workflow admin:repo_hook', code_challenge_method: 'S256' });
  const back = await authorize(start);
  expect(await problemOf(await comeBack(stranger, back))).toEqual([422, 'sign_in_unknown']);
  const done = await comeBack(admin, back);
  expect([done.status, done.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/settings\/connectors\?connected=\d+$/)]);
  expect(await problemOf(await comeBack(admin, back))).toEqual([422, 'sign_in_unknown']);
  const connector = ConnectorView.parse(await (await admin.call('GET', `/connectors/${done.headers.get('location')?.split('=')[1]}`)).json());
  expect(connector).toMatchObject({ auth: 'oauth', account: 'octo' });
  const forged = new URL(back);
  forged.searchParams.set('state', 'of my own');
  expect(await problemOf(await comeBack(admin, forged))).toEqual([422, 'sign_in_unknown']);
  const denied = ConnectorOAuthStart.parse(await (await post('/connectors/github/oauth')).json());
  const refusal = new URL(`${callback}?error=access_denied&state=${new URL(denied.url).searchParams.get('state')}`);
  expect(await problemOf(await comeBack(admin, refusal))).toEqual([422, 'sign_in_refused']);
});

test.each([
  ['a private address that the operator has not allowed', { url: 'http://10.0.0.1' }, 'address_refused'],
  ['the metadata service', { url: 'http://169.254.169.254' }, 'address_refused'],
  ['a name that leads inside', { url: 'http://localhost:1' }, 'address_refused'],
  ['a credential in the address', { url: 'https://user:pass@github.example' }, 'invalid_body'],
  ['another scheme', { url: 'file:///etc' }, 'invalid_body'],
  ['a helper of git', { auth: 'ssh_key', provider: 'git', token: undefined, url: 'ext::sh -c touch% /tmp/x', privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }, 'forge_refused'],
  ['an option in disguise', { auth: 'ssh_key', provider: 'git', token: undefined, url: '--upload-pack=touch /tmp/x', privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }, 'forge_refused'],
  ['a folder of this machine', { auth: 'ssh_key', provider: 'git', token: undefined, url: '/etc', privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }, 'forge_refused'],
])('no connector is made to %s', async (_, more, code) => {
  const body = { auth: 'token', provider: 'github', token: hub.token, ...more };
  expect((await problemOf(await post('/connectors', body)))[1]).toBe(code);
});

test('a forge that redirects inside is not followed, and the token does not go along', async () => {
  hub.answerNext(/\/user$/, () => Response.redirect('http://169.254.169.254/latest/meta-data', 302));
  expect(await problemOf(await post('/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token }))).toEqual([422, 'address_refused']);
});

test('repositories are imported as the forge describes them, once, attached to projects, and one of them is the default', async () => {
  const connector = await connect();
  const imported = RepositoryView.parse(await (await post('/repositories', { connectorId: connector.id, fullName: 'octo/shop' })).json());
  expect(imported).toMatchObject({ owner: 'octo', name: 'shop', cloneUrl: `${hub.url}/octo/shop.git`, defaultBranch: 'main', isEnabled: true });
  expect(await problemOf(await post('/repositories', { connectorId: connector.id, fullName: 'octo/shop' }))).toEqual([409, 'repository_taken']);
  expect(await problemOf(await post('/repositories', { connectorId: connector.id, fullName: 'octo/none' }))).toEqual([422, 'forge_not_found']);
  expect(await problemOf(await post('/repositories', { connectorId: connector.id, url: `${hub.url}/octo/docs.git` }))).toEqual([422, 'repository_invalid']);
  const listed = pageOf(AvailableRepository).parse(await (await admin.call('GET', `/connectors/${connector.id}/available-repositories`)).json());
  expect(listed.items.find((item) => item.fullName === 'octo/shop')?.repositoryId).toBe(imported.id);
  const docs = RepositoryView.parse(await (await post('/repositories', { connectorId: connector.id, fullName: 'octo/docs' })).json());
  const attach = async (id: string, more = {}) => (await (await post(`/projects/${admin.projectId}/repositories`, { repositoryId: id, ...more })).json()) as { items: { repository: RepositoryView; isDefault: boolean }[] };
  const defaults = ({ items }: Awaited<ReturnType<typeof attach>>) => items.map((item) => [item.repository.name, item.isDefault]);
  expect(defaults(await attach(imported.id))).toEqual([['shop', true]]);
  expect(defaults(await attach(docs.id))).toEqual([['shop', true], ['docs', false]]);
  expect(defaults(await attach(docs.id, { isDefault: true }))).toEqual([['docs', true], ['shop', false]]);
  expect((await admin.call('DELETE', `/projects/${admin.projectId}/repositories/${docs.id}`)).status).toBe(204);
  expect(await (await admin.call('GET', `/projects/${admin.projectId}/repositories`)).json()).toMatchObject({ items: [{ isDefault: true, repository: { name: 'shop' } }] });
  for (const [path, body] of [['/repositories', { connectorId: connector.id, fullName: 'octo/shop' }], [`/projects/${stranger.projectId}/repositories`, { repositoryId: imported.id }], ['/agent-runs', { title: 'T', repository: { repositoryId: imported.id }, recipe: { name: 'command', options: {} } }]] as const) {
    expect([path, (await stranger.call('POST', path, body)).status]).toEqual([path, 404]);
  }
});

test('a repository that is removed keeps what is known of it, and is brought back into its projects, or imported anew', async () => {
  const listed = async (query = '') => ((await (await admin.call('GET', `/repositories?search=shop${query}`)).json()) as { items: RepositoryView[] }).items;
  const [shop] = await listed();
  if (!shop) throw new Error('the shop is not imported');
  await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`INSERT INTO pull_requests (tenant_id, repository_id, number, title, url, head_ref, head_sha, base_ref) VALUES (${admin.tenantId}, ${shop.id}, 99, 'T', 'u', 'b', ${'a'.repeat(40)}, 'main')`);
  const known = async () => ((await (await admin.call('GET', `/pull-requests?repositoryId=${shop.id}`)).json()) as { items: { number: number }[] }).items.map(({ number }) => number);
  expect((await admin.call('DELETE', `/repositories/${shop.id}`)).status).toBe(204);
  expect([await listed(), (await listed('&archived=true')).map(({ id }) => id), await known()]).toEqual([[], [shop.id], [99]]);
  expect(await (await admin.call('GET', `/projects/${admin.projectId}/repositories`)).json()).toEqual({ items: [], next: null });
  expect(await problemOf(await admin.call('PATCH', `/repositories/${shop.id}`, { isEnabled: false }))).toEqual([409, 'archived']);
  expect(await problemOf(await post(`/projects/${admin.projectId}/repositories`, { repositoryId: shop.id }))).toEqual([409, 'archived']);
  expect(await problemOf(await post('/agent-runs', { title: 'T', repository: { repositoryId: shop.id }, recipe: { name: 'command', options: {} } }))).toEqual([404, 'not_found']);
  expect((await stranger.call('POST', `/repositories/${shop.id}/restore`)).status).toBe(404);
  expect(await (await post(`/repositories/${shop.id}/restore`)).json()).toMatchObject({ id: shop.id, archivedAt: null });
  expect(await (await admin.call('GET', `/projects/${admin.projectId}/repositories`)).json()).toMatchObject({ items: [{ repository: { id: shop.id } }] });
  await admin.call('DELETE', `/repositories/${shop.id}`);
  expect(await (await post('/repositories', { connectorId: shop.connectorId, fullName: 'octo/shop' })).json()).toMatchObject({ id: shop.id, archivedAt: null });
});

test('work that this server could not push is refused when it is started, and says what the operator may do', async () => {
  const start = (url: string) => post('/agent-runs', { title: 'T', projectId: String(admin.projectId), repository: { url, ref: null }, recipe: { name: 'command', options: {} } });
  for (const url of ['http://10.0.0.1/octo/shop.git', 'ssh://git@169.254.169.254/octo/shop.git', 'https://[::1]/octo/shop.git']) {
    expect([url, await (await start(url)).json()]).toMatchObject([url, { status: 422, code: 'address_refused', detail: expect.stringContaining('LIME_PRIVATE_HOSTS=') }]);
  }
  expect((await start(`${hub.url}/octo/shop.git`)).status).toBe(201);
});

test('a repository whose address the forge makes up, on another server, is not imported', async () => {
  const connector = await connect();
  const asGiven = (await (await fetch(`${hub.url}/api/v3/repos/octo/docs`, { headers: { authorization: `Bearer ${hub.token}` } })).json()) as object;
  for (const clone_url of ['https://attacker.example/octo/docs.git', `http://x:y@${new URL(hub.url).host}/octo/docs.git`, 'ext::sh -c evil', 'file:///etc', '-o=x', '/etc']) {
    hub.answerNext(/repos\/octo\/docs$/, () => Response.json({ ...asGiven, clone_url }));
    expect([clone_url, ...(await problemOf(await post('/repositories', { connectorId: connector.id, fullName: 'octo/docs' })))]).toEqual([clone_url, 422, 'repository_invalid']);
  }
});

test('a plain git server is connected by one of its repositories, with its password, and its others can be imported', async () => {
  const git = await connect({ provider: 'git', auth: 'password', token: undefined, url: `${hub.url}/octo/docs.git`, username: 'x', password: hub.token });
  expect(git).toMatchObject({ provider: 'git', account: 'x' });
  expect(await problemOf(await post('/connectors', { auth: 'password', provider: 'git', url: `${hub.url}/octo/docs.git`, username: 'x', password: 'guessed it' }))).toEqual([422, 'credential_refused']);
  expect(await (await admin.call('GET', `/connectors/${git.id}/available-repositories`)).json()).toMatchObject({ items: [{ fullName: 'octo/docs' }] });
  const docs = (await (await admin.call('GET', '/repositories?search=docs')).json()) as { items: RepositoryView[] };
  for (const { id } of docs.items) await admin.call('DELETE', `/repositories/${id}`);
  expect(await (await post('/repositories', { connectorId: git.id, url: `${hub.url}/octo/docs.git` })).json()).toMatchObject({ provider: 'git', fullName: 'octo/docs', defaultBranch: 'main' });
  expect(await problemOf(await post('/repositories', { connectorId: git.id, url: 'https://elsewhere.example/octo/docs.git' }))).toEqual([422, 'repository_invalid']);
});

test('connectors are listed by a state that there is', async () => {
  const listed = await admin.call('GET', '/connectors?status=nonsense');
  expect([listed.status, await listed.json()]).toMatchObject([422, { code: 'invalid_query', details: { fields: [{ path: 'status' }] } }]);
});

test('connectors are found by a part of their name, address or account', async () => {
  const { id } = await connect({ name: 'Of the pelicans 100%' });
  const found = async (search: string) => pageOf(ConnectorView).parse(await (await admin.call('GET', `/connectors?limit=200&search=${encodeURIComponent(search)}`)).json()).items.map((one) => one.id);
  expect([await found('PELICAN'), await found('0%'), await found('pelican_')]).toEqual([[id], [id], []]);
  expect(await found(new URL(hub.url).host)).toContain(id);
  expect(await found('octo')).toContain(id);
});

test('revoking takes the webhooks of its repositories along, here and at the forge', async () => {
  const connector = await connect();
  const { items } = (await (await admin.call('GET', '/repositories?search=shop')).json()) as { items: RepositoryView[] };
  for (const { id } of items) await admin.call('DELETE', `/repositories/${id}`);
  const shop = RepositoryView.parse(await (await post('/repositories', { connectorId: connector.id, fullName: 'octo/shop' })).json());
  expect((await post(`/repositories/${shop.id}/webhooks`)).status).toBe(201);
  expect(await hub.ask('GET', '/repos/octo/shop/hooks')).toHaveLength(1);
  expect((await admin.call('DELETE', `/connectors/${connector.id}`)).status).toBe(204);
  expect(await hub.ask('GET', '/repos/octo/shop/hooks')).toEqual([]);
  expect(await (await admin.call('GET', '/webhooks')).json()).toMatchObject({ items: [] });
});

test('no answer and nothing that is kept holds a credential; rotation brings all of them under a new key; revoking wipes them', async () => {
  const { privateKey } = hub.app;
  const shown = await (await admin.call('GET', '/connectors?limit=200&status=active')).text();
  const kept = await everything();
  for (const secret of [hub.token, Buffer.from(hub.token).toString('hex'), privateKey.slice(60, 120), JSON.stringify(privateKey).slice(60, 120), hub.oauth.clientSecret, 'gho_', 'ghs_']) expect([secret, shown.includes(secret), kept.includes(secret)]).toEqual([secret, false, false]);
  const report = await rotateMasterKey(app.parts.db, app.parts.keyring);
  expect(report.rewrapped).toBeGreaterThan(4);
  expect(report).toMatchObject({ unreadable: 0 });
  const { items } = pageOf(ConnectorView).parse(JSON.parse(shown));
  for (const { id } of items) expect([id, ConnectorView.parse(await (await post(`/connectors/${id}/check`)).json()).problem]).toEqual([id, null]);
  const before = hub.seen.length;
  for (const { id } of items) expect((await admin.call('DELETE', `/connectors/${id}`)).status).toBe(204);
  expect(hub.seen.slice(before).map((request) => request.path)).toEqual(expect.arrayContaining(['/api/v3/installation/token', `/api/v3/applications/${hub.oauth.clientId}/token`]));
  const left: { count: number }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT count(*)::int AS count FROM connectors WHERE access_token_enc IS NOT NULL OR refresh_token_enc IS NOT NULL OR status <> 'revoked'`);
  expect(left).toEqual([{ count: 0 }]);
  expect(await problemOf(await post(`/connectors/${items[0]?.id}/check`))).toEqual([404, 'not_found']);
  expect(await (await admin.call('GET', `/connectors/${items[0]?.id}`)).json()).toMatchObject({ status: 'revoked', revokedAt: expect.any(String) });
  const renamed = await admin.call('PATCH', `/connectors/${items[0]?.id}`, { name: 'Late' });
  expect([renamed.status, ProblemBody.parse(await renamed.json()).code, (await admin.call('PATCH', '/connectors/999999999', { name: 'Late' })).status]).toEqual([409, 'connector_revoked', 404]);
  const connector = await connect();
  expect((await post('/repositories', { connectorId: connector.id, fullName: 'octo/shop' })).status).toBe(201);
});
