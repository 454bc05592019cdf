import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ApiKeyView, AuditPage, CreatedApiKey, CreatedInvitation, CreatedUser, InvitationView, Me, MemberView, pageOf, permissions, RoleView, SessionView, TenantView } from '@lime/contracts';
import { openSession } from '@lime/identity';
import type { z } from 'zod';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { openBrowser, type TestBrowser } from '../testing/test-browser.ts';

type Call = (method: string, path: string, body?: unknown) => Promise<Response>;
let app: TestApp;
let acme: Admin;
let roles: Record<string, string>;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_KEY_RATE: '100000', LIME_SIGN_IN_RATE: '100000' } });
  acme = await app.addTenant('acme');
  roles = await rolesOf(acme.call);
});
afterAll(() => app.close());

const items = async <T extends z.ZodType>(item: T, answer: Promise<Response>) => pageOf(item).parse(await (await answer).json()).items;
const rolesOf = async (call: Call): Promise<Record<string, string>> => Object.fromEntries((await items(RoleView, call('GET', '/roles'))).map(({ name, id }) => [name, id]));
/** The status, and of a refusal its code. */
async function outcome(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body ? `${response.status} ${String(body.code)}` : String(response.status);
}
const bearer = (token: string): Call => (method, path, body) =>
  fetch(`${app.origin}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
let count = 0;
/** A member with these permissions, by a role of their own; calls by a session. */
async function addMember(...allowed: string[]): Promise<{ id: string; email: string; roleId: string; call: Call; token: string }> {
  count += 1;
  const roleId = RoleView.parse(await (await acme.call('POST', '/roles', { name: `role-${count}`, permissions: allowed })).json()).id;
  const email = `member${count}@example.org`;
  const { id } = CreatedUser.parse(await (await acme.call('POST', '/users', { email, roleIds: [roleId] })).json());
  const { sessionToken } = await app.parts.db.tenant(acme.tenantId, (tx) => openSession(tx, BigInt(id), 'cli'));
  return { id, email, roleId, call: bearer(sessionToken), token: sessionToken };
}
const keyOf = async (call: Call, ...scopes: string[]) => CreatedApiKey.parse(await (await call('POST', '/api-keys', { name: 'ci', scopes })).json());
const tokenIn = (url: string) => new URL(url).searchParams.get('token') ?? '';
const inviteTo = async (email: string, role = 'dev') => CreatedInvitation.parse(await (await acme.call('POST', '/invitations', { email, roleIds: [roles[role]] })).json());
const browser = () => openBrowser(app.origin);
const meOf = async (who: TestBrowser) => Me.parse(await (await who.call('GET', '/me')).json());

test('every permission that a route asks for is one that roles can give', () => {
  for (const { method, path, permission } of app.parts.routes) if (permission !== null) expect([`${method} ${path}`, Object.keys(permissions)]).toEqual([`${method} ${path}`, expect.arrayContaining([permission])]);
});

test('a member comes in by the link that is shown at their making, with their roles; and once more by another link', async () => {
  const made = CreatedUser.parse(await (await acme.call('POST', '/users', { email: 'grace@example.org', name: 'Grace', roleIds: [roles['qa']] })).json());
  const who = browser();
  expect((await who.call('POST', '/auth/sign-in', { token: tokenIn(made.signIn.url) })).status).toBe(200);
  expect(await meOf(who)).toMatchObject({ user: { id: made.id, name: 'Grace' }, roles: ['qa'] });
  expect(await outcome(acme.call('POST', '/users', { email: 'GRACE@example.org' }))).toBe('409 already_member');
  const { url } = CreatedUser.shape.signIn.parse(await (await acme.call('POST', `/users/${made.id}/sign-in-links`)).json());
  expect((await browser().call('POST', '/auth/sign-in', { token: tokenIn(url) })).status).toBe(200);
});

test('whoever is disabled is out at once: sessions, keys, links, invitations; enabled again, they sign in anew', async () => {
  const member = await addMember('member.manage', 'key.manage');
  const key = bearer((await keyOf(member.call, '*')).key);
  const link = CreatedUser.shape.signIn.parse(await (await acme.call('POST', `/users/${member.id}/sign-in-links`)).json());
  const invitation = CreatedInvitation.parse(await (await member.call('POST', '/invitations', { email: 'backdoor@example.org', roleIds: [member.roleId] })).json());
  for (const call of [member.call, key]) expect((await call('GET', '/me')).status).toBe(200);
  expect((await acme.call('PATCH', `/users/${member.id}`, { active: false })).status).toBe(200);
  for (const call of [member.call, key]) expect((await call('GET', '/me')).status).toBe(401);
  expect(await outcome(browser().call('POST', '/auth/sign-in', { token: tokenIn(link.url) }))).toBe('401 sign_in_link_invalid');
  expect(await outcome(browser().call('POST', '/invitations/accept', { token: tokenIn(invitation.url) }))).toBe('404 invitation_invalid');
  expect((await items(MemberView, acme.call('GET', '/users?active=false'))).map(({ id }) => id)).toContain(member.id);
  expect((await acme.call('PATCH', `/users/${member.id}`, { active: true })).status).toBe(200);
  expect([(await member.call('GET', '/me')).status, (await key('GET', '/me')).status]).toEqual([401, 200]);
});

test('the last admin can neither be disabled nor lose the role, also when all are to go at the same moment', async () => {
  const own = await app.addTenant('lonely');
  const admin = (await rolesOf(own.call))['admin'];
  expect(await outcome(own.call('PATCH', `/users/${own.userId}`, { active: false }))).toBe('409 last_admin');
  expect(await outcome(own.call('POST', `/users/${own.userId}/roles`, { roleIds: [] }))).toBe('409 last_admin');
  const others = await Promise.all(Array.from({ length: 5 }, async (_, index) => CreatedUser.parse(await (await own.call('POST', '/users', { email: `admin${index}@example.org`, roleIds: [admin] })).json()).id));
  const outcomes = await Promise.all([...others.map((id) => outcome(own.call('PATCH', `/users/${id}`, { active: false }))), outcome(own.call('POST', `/users/${own.userId}/roles`, { roleIds: [] }))]);
  const admins = (await items(MemberView, own.call('GET', '/users?active=true'))).filter(({ roles: has }) => has.some(({ name }) => name === 'admin'));
  expect([admins.length > 0, outcomes.filter((one) => !['200', '409 last_admin', '403 not_permitted', '403 beyond_own_permissions'].includes(one))]).toEqual([true, []]);
});

test('nobody hands out what they do not have: by role, invitation, new member, link, or a key', async () => {
  const boss = await addMember('member.manage', 'role.manage', 'key.manage', 'board.write');
  const [admin, dev] = [roles['admin'], roles['dev']];
  const attempts: [string, string, unknown][] = [
    ['POST', `/users/${boss.id}/roles`, { roleIds: [boss.roleId, admin] }],
    ['POST', '/users', { email: 'evil@example.org', roleIds: [admin] }],
    ['POST', '/invitations', { email: 'evil@example.org', roleIds: [dev] }],
    ['PATCH', `/roles/${boss.roleId}`, { permissions: ['*'] }],
    ['PATCH', `/roles/${boss.roleId}`, { permissions: ['member.manage', 'secret.manage'] }],
    ['POST', '/roles', { name: 'mine', permissions: ['gate.decide'] }],
    ['PATCH', `/roles/${dev}`, { permissions: [] }],
    ['POST', `/users/${acme.userId}/sign-in-links`, undefined],
    ['PATCH', `/users/${acme.userId}`, { active: false }],
    ['POST', `/users/${acme.userId}/roles`, { roleIds: [] }],
    ['POST', '/api-keys', { name: 'k', scopes: ['secret.manage'] }],
  ];
  for (const [method, path, body] of attempts) expect([path, await outcome(boss.call(method, path, body))]).toEqual([path, '403 beyond_own_permissions']);
  expect((await boss.call('POST', '/roles', { name: 'less', permissions: ['board.write'] })).status).toBe(201);
});

test('roles are edited, at once, for everybody who has them; the default ones keep their names, admin everything', async () => {
  const member = await addMember('board.write');
  expect((await member.call('POST', '/projects', { name: 'N', key: 'NOTYET' })).status).toBe(403);
  const edited = RoleView.parse(await (await acme.call('PATCH', `/roles/${member.roleId}`, { permissions: ['board.write', 'project.manage'], version: 1 })).json());
  expect([edited.version, edited.members]).toEqual([2, 1]);
  expect((await member.call('POST', '/projects', { name: 'N', key: 'NOW' })).status).toBe(201);
  const refusals: [string, unknown, string][] = [
    [member.roleId, { version: 1, about: 'x' }, '409 version_conflict'],
    [member.roleId, { permissions: ['fly'] }, '422 invalid_body'],
    [member.roleId, { name: 'dev' }, '409 role_name_taken'],
    [roles['admin'] ?? '', { permissions: ['board.write'] }, '409 admin_keeps_everything'],
    [roles['dev'] ?? '', { name: 'developer' }, '409 builtin_role_name'],
  ];
  for (const [id, body, code] of refusals) expect([code, await outcome(acme.call('PATCH', `/roles/${id}`, body))]).toEqual([code, code]);
  expect(await outcome(acme.call('DELETE', `/roles/${member.roleId}`))).toBe('409 role_in_use');
  expect(await outcome(acme.call('DELETE', `/roles/${roles['qa']}`))).toBe('409 builtin_role');
  await acme.call('POST', `/users/${member.id}/roles`, { roleIds: [] });
  expect((await member.call('POST', '/projects', { name: 'N', key: 'GONE' })).status).toBe(403);
  expect((await acme.call('DELETE', `/roles/${member.roleId}`)).status).toBe(204);
});

test('a role that is deleted while it is given is either given or gone, and no request fails by it', async () => {
  const member = await addMember();
  for (let round = 0; round < 5; round += 1) {
    const { id } = RoleView.parse(await (await acme.call('POST', '/roles', { name: `brief-${round}`, permissions: [] })).json());
    const given = ['POST', `/users/${member.id}/roles`, { roleIds: [id] }] as const;
    const outcomes = await Promise.all([outcome(acme.call(...given)), outcome(acme.call('DELETE', `/roles/${id}`)), outcome(acme.call('POST', '/users', { email: `brief${round}@example.org`, roleIds: [id] }))]);
    for (const one of outcomes) expect(['200', '201', '204', '409 role_in_use', '422 unknown_role']).toContain(one);
  }
});

test('people give themselves another name, which goes with them into other tenants', async () => {
  const who = browser();
  await who.call('POST', '/invitations/accept', { token: tokenIn((await inviteTo('named@example.org')).url) });
  expect(Me.parse(await (await who.call('PATCH', '/me', { name: 'Grace' })).json()).user.name).toBe('Grace');
  const made = TenantView.parse(await (await who.call('POST', '/tenants', { name: 'Hers' })).json());
  await who.call('POST', '/auth/switch', { tenantId: made.id });
  expect((await meOf(who)).user).toMatchObject({ name: 'Grace', email: 'named@example.org' });
});

test("another tenant's role cannot be given", async () => {
  const other = await app.addTenant('elsewhere');
  const foreign = (await rolesOf(other.call))['admin'];
  const member = await addMember();
  for (const [path, body] of [[`/users/${member.id}/roles`, { roleIds: [foreign] }], ['/invitations', { email: 'x@example.org', roleIds: [foreign] }], ['/users', { email: 'x@example.org', roleIds: [foreign] }]] as const) expect(await outcome(acme.call('POST', path, body))).toBe('422 unknown_role');
});

test('an invitation is accepted once, by whoever holds its link; a new one to the same address ends the old one', async () => {
  const [old, fresh] = [await inviteTo('guest@example.org'), await inviteTo('Guest@example.org', 'qa')];
  expect(await outcome(browser().call('POST', '/invitations/accept', { token: tokenIn(old.url) }))).toBe('404 invitation_invalid');
  expect(await (await browser().call('POST', '/invitations/preview', { token: tokenIn(fresh.url) })).json()).toMatchObject({ tenant: 'acme', email: 'Guest@example.org', invitedBy: 'acme' });
  const browsers = Array.from({ length: 4 }, browser);
  const outcomes = await Promise.all(browsers.map((who) => outcome(who.call('POST', '/invitations/accept', { token: tokenIn(fresh.url), name: 'Guest' }))));
  expect(outcomes.toSorted()).toEqual(['200', '404 invitation_invalid', '404 invitation_invalid', '404 invitation_invalid']);
  const joined = browsers[outcomes.indexOf('200')];
  expect(joined && (await meOf(joined))).toMatchObject({ user: { name: 'Guest' }, tenant: { slug: 'acme' }, roles: ['qa'] });
  const listed = await items(InvitationView, acme.call('GET', '/invitations'));
  expect(listed.filter(({ email }) => /guest@/i.test(email)).map(({ state }) => state)).toEqual(['accepted', 'revoked']);
  expect(JSON.stringify(listed)).not.toContain('lime_invite_');
  const { items: ends } = AuditPage.parse(await (await acme.call('GET', '/audit-log?action=invitation.revoke')).json());
  expect(ends.map(({ target, payload }) => [target.id, payload])).toEqual([[old.id, { email: 'guest@example.org', replacedBy: fresh.id }]]);
});

test('an open invitation is no way back to what was taken from a role: whoever invited must still be able to', async () => {
  const member = await addMember('member.manage', 'board.write', 'run.start');
  const giving = RoleView.parse(await (await acme.call('POST', '/roles', { name: 'starter', permissions: ['run.start'] })).json());
  const invited = CreatedInvitation.parse(await (await member.call('POST', '/invitations', { email: 'alias@example.org', roleIds: [giving.id] })).json());
  await acme.call('PATCH', `/roles/${member.roleId}`, { permissions: ['member.manage', 'board.write'] });
  expect(await outcome(browser().call('POST', '/invitations/accept', { token: tokenIn(invited.url) }))).toBe('404 invitation_invalid');
  await acme.call('PATCH', `/roles/${member.roleId}`, { permissions: ['member.manage', 'board.write', 'run.start'] });
  expect(await outcome(browser().call('POST', '/invitations/accept', { token: tokenIn(invited.url) }))).toBe('200');
});

test('an invitation that was taken back or has expired lets nobody in', async () => {
  const [revoked, expired] = [await inviteTo('a@example.org'), await inviteTo('b@example.org')];
  expect((await acme.call('DELETE', `/invitations/${revoked.id}`)).status).toBe(204);
  await app.parts.db.tenant(acme.tenantId, (tx) => tx.sql`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = ${BigInt(expired.id)}`);
  for (const { url } of [revoked, expired]) expect(await outcome(browser().call('POST', '/invitations/accept', { token: tokenIn(url) }))).toBe('404 invitation_invalid');
  expect(await outcome(acme.call('POST', '/invitations', { email: acme.email, roleIds: [roles['dev']] }))).toBe('409 already_member');
});

test('a person in several tenants sees them all, changes between them, and has one session at a time for it', async () => {
  const who = browser();
  await who.call('POST', '/invitations/accept', { token: tokenIn((await inviteTo('multi@example.org')).url) });
  const made = TenantView.parse(await (await who.call('POST', '/tenants', { name: 'My Own & Co' })).json());
  expect(made).toMatchObject({ slug: 'my-own-co', current: false });
  expect(await outcome(who.call('POST', '/tenants', { name: 'Again', slug: 'my-own-co' }))).toBe('409 tenant_slug_taken');
  const before = who.cookies.get('lime_session') ?? '';
  expect(Me.parse(await (await who.call('POST', '/auth/switch', { tenantId: made.id })).json())).toMatchObject({ user: { email: 'multi@example.org' }, tenant: { slug: 'my-own-co' }, roles: ['admin'] });
  expect((await bearer(before)('GET', '/me')).status).toBe(401);
  // Signed in there, they accept an invitation of a third one, and are the same person in it.
  const third = await app.addTenant('third');
  const invitation = CreatedInvitation.parse(await (await third.call('POST', '/invitations', { email: 'work@example.org', roleIds: [(await rolesOf(third.call))['pm']] })).json());
  expect((await who.call('POST', '/invitations/accept', { token: tokenIn(invitation.url) })).status).toBe(200);
  expect((await items(TenantView, who.call('GET', '/tenants'))).map(({ slug, current }) => [slug, current])).toEqual([['acme', false], ['my-own-co', false], ['third', true]]);
  expect((await who.call('POST', '/auth/switch', { tenantId: String(acme.tenantId) })).status).toBe(200);
  const third_user = (await items(MemberView, third.call('GET', '/users'))).find(({ email }) => email === 'work@example.org');
  await third.call('PATCH', `/users/${third_user?.id}`, { active: false });
  expect(await outcome(who.call('POST', '/auth/switch', { tenantId: String(third.tenantId) }))).toBe('403 account_disabled');
  const foreign = await app.addTenant('foreign');
  for (const tenantId of [String(foreign.tenantId), '999999']) expect(await outcome(who.call('POST', '/auth/switch', { tenantId }))).toBe('404 not_found');
  expect((await meOf(who)).tenant.slug).toBe('acme');
});

test("another site's page neither changes the tenant, nor makes one, nor accepts for the person", async () => {
  const who = browser();
  await who.call('POST', '/invitations/accept', { token: tokenIn((await inviteTo('victim@example.org')).url) });
  for (const path of ['/auth/switch', '/tenants', '/invitations/accept', '/auth/sign-in', '/auth/logout']) {
    const answer = who.go(`/api/v1${path}`, { method: 'POST', headers: { origin: 'https://evil.example', 'content-type': 'application/json' }, body: '{}' });
    expect([path, await outcome(answer)]).toEqual([path, '403 cross_origin']);
  }
});

test('people see their own sessions and end them: one, or all others', async () => {
  const member = await addMember();
  const signInNew = async () => {
    const { url } = CreatedUser.shape.signIn.parse(await (await member.call('POST', '/auth/sign-in-links')).json());
    const who = browser();
    await who.go('/api/v1/auth/sign-in', { method: 'POST', headers: { origin: 'http://lime.test', 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }, body: JSON.stringify({ token: tokenIn(url) }) });
    return who;
  };
  const [one, two, three] = [await signInNew(), await signInNew(), await signInNew()];
  const listed = await items(SessionView, three.call('GET', '/sessions'));
  expect(listed.map(({ kind, openedBy, current, agent, address }) => [kind, openedBy, current, agent, address])).toEqual([
    ['browser', 'link', true, 'Firefox on Linux', '127.0.0.…'], ['browser', 'link', false, 'Firefox on Linux', '127.0.0.…'], ['browser', 'link', false, 'Firefox on Linux', '127.0.0.…'], ['cli', 'start', false, null, null],
  ]);
  expect(await outcome(acme.call('DELETE', `/sessions/${listed[1]?.id}`))).toBe('404 not_found');
  expect((await three.call('DELETE', `/sessions/${listed[1]?.id}`)).status).toBe(204);
  expect([(await two.call('GET', '/me')).status, (await one.call('GET', '/me')).status]).toEqual([401, 200]);
  expect(await (await three.call('POST', '/sessions/revoke-others')).json()).toEqual({ ended: 2 });
  expect([(await one.call('GET', '/me')).status, (await member.call('GET', '/me')).status, (await three.call('GET', '/me')).status]).toEqual([401, 401, 200]);
});

test('an API key does what its scopes and its user allow, and nothing else', async () => {
  const member = await addMember('key.manage', 'project.manage', 'board.write');
  const [reading, working] = [await keyOf(member.call, 'read'), await keyOf(member.call, 'project.manage')];
  const [read, work] = [bearer(reading.key), bearer(working.key)];
  expect(Me.parse(await (await work('GET', '/me')).json())).toMatchObject({ user: { id: member.id, name: `${member.email} (key ci)` }, permissions: ['project.manage'] });
  expect([(await read('GET', '/projects')).status, (await read('POST', '/projects', { name: 'N', key: 'KR' })).status, (await work('POST', '/projects', { name: 'N', key: 'KW' })).status]).toEqual([200, 403, 201]);
  for (const call of [read, work]) {
    const refused: [string, string, unknown][] = [['POST', '/auth/sign-in-links', undefined], ['POST', '/sessions/revoke-others', undefined], ['POST', '/api-keys', { name: 'k', scopes: ['read'] }], ['POST', '/tenants', { name: 'Mine' }], ['POST', '/invitations/accept', { token: tokenIn((await inviteTo('k@example.org')).url) }]];
    for (const [method, path, body] of refused) expect([path, await outcome(call(method, path, body))]).toEqual([path, '403 not_permitted']);
    expect(await outcome(call('POST', '/auth/switch', { tenantId: '1' }))).toBe('403 not_permitted');
  }
  // What its user loses, the key loses.
  await acme.call('PATCH', `/roles/${member.roleId}`, { permissions: ['key.manage'] });
  expect((await work('POST', '/projects', { name: 'N', key: 'KX' })).status).toBe(403);
});

test('a key is shown once, begins so that people know it, and is not to be had from what is kept', async () => {
  const made = await keyOf(acme.call, 'read');
  expect(made.key).toMatch(/^lime_key_[\w-]{43}$/);
  expect(made.prefix).toBe(made.key.slice(0, 17));
  expect(JSON.stringify(await items(ApiKeyView, acme.call('GET', '/api-keys')))).not.toContain(made.key);
  for (const near of [made.prefix, made.key.slice(0, -1), `${made.key}x`, `lime_key_${'A'.repeat(43)}`, made.key.toLowerCase()]) expect((await bearer(near)('GET', '/me')).status).toBe(401);
  const [row]: { found: number }[] = await app.parts.db.tenant(acme.tenantId, (tx) => tx.sql`SELECT ((SELECT count(*) FROM api_keys k WHERE k::text LIKE ${`%${made.key.slice(17)}%`}) + (SELECT count(*) FROM audit_log a WHERE a::text LIKE ${`%${made.key.slice(17)}%`}))::int AS found`);
  expect(row?.found).toBe(0);
});

test('a key ends when it is revoked, by its user or by who manages members, and when it has expired', async () => {
  const member = await addMember('key.manage');
  const [own, taken] = [await keyOf(member.call, 'read'), await keyOf(member.call, 'read')];
  const other = await addMember('key.manage');
  expect([ApiKeyView.parse(await (await acme.call('GET', `/api-keys/${own.id}`)).json()).id, await outcome(other.call('GET', `/api-keys/${own.id}`))]).toEqual([own.id, '404 not_found']);
  expect(await outcome(other.call('DELETE', `/api-keys/${own.id}`))).toBe('404 not_found');
  expect((await items(ApiKeyView, other.call('GET', '/api-keys?all=true')))).toEqual([]);
  expect((await items(ApiKeyView, acme.call('GET', '/api-keys?all=true'))).map(({ id }) => id)).toContain(own.id);
  for (const [call, key] of [[member.call, own], [acme.call, taken]] as const) {
    expect((await bearer(key.key)('GET', '/me')).status).toBe(200);
    expect((await call('DELETE', `/api-keys/${key.id}`)).status).toBe(204);
    expect((await bearer(key.key)('GET', '/me')).status).toBe(401);
  }
  const made = CreatedApiKey.parse(await (await member.call('POST', '/api-keys', { name: 'short', expiresAt: new Date(Date.now() + 60_000).toISOString() })).json());
  await app.parts.db.tenant(acme.tenantId, (tx) => tx.sql`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = ${BigInt(made.id)}`);
  expect((await bearer(made.key)('GET', '/me')).status).toBe(401);
  expect(await outcome(member.call('POST', '/api-keys', { name: 'past', expiresAt: '2020-01-01T00:00:00.000Z' }))).toBe('422 invalid_expiry');
});

test('a key with the scope makes keys, which may no more and live no longer than it; one that may all signs in', async () => {
  const member = await addMember('key.manage', 'board.write');
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const maker = bearer(CreatedApiKey.parse(await (await member.call('POST', '/api-keys', { name: 'maker', scopes: ['key.manage'], expiresAt })).json()).key);
  expect(await outcome(maker('POST', '/api-keys', { name: 'more', scopes: ['board.write'], expiresAt }))).toBe('403 beyond_own_permissions');
  expect(await outcome(maker('POST', '/api-keys', { name: 'all', scopes: ['*'], expiresAt }))).toBe('403 beyond_own_permissions');
  expect(await outcome(maker('POST', '/api-keys', { name: 'forever', scopes: ['read'] }))).toBe('422 invalid_expiry');
  expect(await outcome(maker('POST', '/api-keys', { name: 'same', scopes: ['key.manage'], expiresAt }))).toBe('201');
  expect(await outcome(bearer((await keyOf(member.call, '*')).key)('POST', '/auth/sign-in-links'))).toBe('201');
});

test('a key opens a live connection, which ends with it', async () => {
  const { id, key } = await keyOf(acme.call, 'read');
  const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${key}` } });
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  await new Promise((resolve) => {
    socket.addEventListener('message', resolve, { once: true });
    socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 'subscribe', topic: `board:${acme.projectId}` })));
  });
  await acme.call('DELETE', `/api-keys/${id}`);
  expect(await closed).toBe(4401);
});

test('a disabled member is let go from live connections', async () => {
  const member = await addMember();
  const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${member.token}` } });
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  await acme.call('PATCH', `/users/${member.id}`, { active: false });
  expect(await closed).toBe(4401);
});
