import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AuditPage, CreatedInvitation, GithubStart, InvitationView, Me, OwnInvitation, pageOf, SignInMethods, TenantView } from '@lime/contracts';
import { hashToken } from '@lime/kernel';
import { z } from 'zod';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type Account, startGithub, type TestGithub } from '../testing/start-github.ts';
import { openBrowser, type TestBrowser } from '../testing/test-browser.ts';

let app: TestApp;
let github: TestGithub;
let acme: Admin;
const account = (id: number, login: string, more: Partial<Account> = {}): Account => ({ id, login, name: login, emails: [{ email: `${login}@example.org`, primary: true, verified: true }], ...more });
const settings = () => ({ GITHUB_CLIENT_ID: 'client', GITHUB_CLIENT_SECRET: 'hush', GITHUB_URL: github.url, GITHUB_API_URL: github.url, LIME_SIGN_IN_RATE: '10000' });

beforeAll(async () => {
  github = await startGithub(account(1, 'ada'));
  app = await openTestApp({ role: 'api', env: settings() });
  acme = await app.addTenant('acme');
});
afterAll(async () => {
  await app.close();
  await github.stop();
});

const browser = () => openBrowser(app.origin);
const locationOf = (response: Response) => response.headers.get('location') ?? '';
/** To GitHub and back: what the callback answers, and its address. */
async function viaGithub(who: TestBrowser, as: Account, query = ''): Promise<{ response: Response; callback: string }> {
  github.signedIn = as;
  const callback = await untilCallback(who, query);
  return { response: await who.go(callback), callback };
}
/** By the link of an invitation, as its page does it. */
async function byInvitation(who: TestBrowser, as: Account, invitation: string): Promise<Response> {
  github.signedIn = as;
  const { url } = GithubStart.parse(await (await who.call('POST', '/auth/github/start', { invitation })).json());
  return who.go(locationOf(await who.go(url)));
}
/** Connects the account to who is signed in, as the page does it. */
async function connect(who: TestBrowser, as: Account): Promise<Response> {
  github.signedIn = as;
  const { url } = GithubStart.parse(await (await who.call('POST', '/auth/github/start', { connect: true })).json());
  return who.go(locationOf(await who.go(url)));
}
async function untilCallback(who: TestBrowser, query = ''): Promise<string> {
  return locationOf(await who.go(locationOf(await who.go(`/auth/github/start${query}`))));
}
const meOf = async (who: TestBrowser) => Me.parse(await (await who.call('GET', '/me')).json());
const problemOf = (response: Response) => new URL(locationOf(response), 'http://lime.test').searchParams.get('problem');
async function invite(email: string, role = 'dev'): Promise<{ id: string; token: string }> {
  const made = CreatedInvitation.parse(await (await acme.call('POST', '/invitations', { email, roleIds: [await roleId(role)] })).json());
  return { id: made.id, token: new URL(made.url).searchParams.get('token') ?? '' };
}
async function roleId(name: string): Promise<string> {
  const { items } = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }).parse(await (await acme.call('GET', '/roles')).json());
  return items.find((role) => role.name === name)?.id ?? '';
}
const waiting = async (who: TestBrowser) => pageOf(OwnInvitation).parse(await (await who.call('GET', '/own-invitations')).json()).items;
const answer = async (who: TestBrowser, id: string | undefined, verb: 'accept' | 'decline') => (await who.call('POST', `/own-invitations/${id}/${verb}`)).status;
const tenantsOf = async (who: TestBrowser) => z.object({ items: z.array(TenantView) }).parse(await (await who.call('GET', '/tenants')).json()).items;

test('the first sign-in makes a tenant and its admin; the next one comes back to it', async () => {
  const [first, second] = [browser(), browser()];
  const { response } = await viaGithub(first, account(1, 'ada'), '?next=/settings?tab=1');
  expect([response.status, locationOf(response)]).toEqual([302, '/settings?tab=1']);
  const me = await meOf(first);
  expect(me).toMatchObject({ user: { email: 'ada@example.org', name: 'ada' }, tenant: { name: 'ada', slug: 'ada' }, roles: ['admin'], permissions: ['*'] });
  await viaGithub(second, account(1, 'ada-renamed', { emails: [] }));
  expect(await meOf(second)).toEqual({ ...me, version: 2 });
  expect(github.exchanges[0]).toMatchObject({ client_id: 'client', client_secret: 'hush', redirect_uri: 'http://lime.test/auth/github/callback', code_verifier: expect.stringMatching(/^[\w-]{43}$/) });
});

test('whoever signs in twice at the same moment has one tenant', async () => {
  github.signedIn = account(2, 'twice');
  const browsers = Array.from({ length: 5 }, browser);
  const callbacks = await Promise.all(browsers.map((who) => untilCallback(who)));
  await Promise.all(browsers.map((who, index) => who.go(callbacks[index] ?? '')));
  const tenants = await Promise.all(browsers.map(async (who) => (await meOf(who)).tenant.id));
  expect(new Set(tenants).size).toBe(1);
});

test('a name that is taken as a slug gets another ending', async () => {
  const who = browser();
  await viaGithub(who, account(3, 'acme'));
  expect((await meOf(who)).tenant.slug).toMatch(/^acme-[0-9a-f]{6}$/);
});

test('without a verified primary address nobody gets a tenant', async () => {
  const emails = [{ email: 'acme@example.org', primary: true, verified: false }, { email: 'other@example.org', primary: false, verified: true }];
  const { response } = await viaGithub(browser(), account(4, 'unverified', { emails }));
  expect(problemOf(response)).toBe('email_unverified');
});

test("the same address in another tenant is somebody else's: nobody becomes its user by it", async () => {
  const who = browser();
  await viaGithub(who, account(5, 'impostor', { emails: [{ email: acme.email, primary: true, verified: true }] }));
  const me = await meOf(who);
  expect([me.user.email, me.tenant.id === String(acme.tenantId)]).toEqual([acme.email, false]);
  expect((await tenantsOf(who)).map(({ id }) => id)).not.toContain(String(acme.tenantId));
});

test('an invitation to a verified address takes nobody anywhere: it waits for their answer', async () => {
  await invite('guest@example.org', 'qa');
  const claimed = [{ email: 'mine@example.org', primary: true, verified: true }, { email: 'Guest@example.org', primary: false, verified: false }];
  const thief = browser();
  await viaGithub(thief, account(6, 'thief', { emails: claimed }));
  expect([(await meOf(thief)).tenant.slug, await waiting(thief)]).toEqual(['thief', []]);
  const guest = browser();
  await viaGithub(guest, account(7, 'guest', { emails: claimed.map((email) => ({ ...email, verified: true })) }));
  expect([(await meOf(guest)).tenant.slug, (await tenantsOf(guest)).length]).toEqual(['guest', 1]);
  const [invitation] = await waiting(guest);
  expect(invitation).toMatchObject({ tenant: { name: 'acme', slug: 'acme' }, email: 'guest@example.org', invitedBy: 'acme', roles: ['qa'] });
  // Nobody answers for them: not who invited, not who only says that the address is theirs.
  for (const other of [thief, browser()]) expect([401, 404]).toContain(await answer(other, invitation?.id, 'accept'));
  expect((await acme.call('POST', `/own-invitations/${invitation?.id}/accept`)).status).toBe(404);
  const session = guest.cookies.get('lime_session');
  const joined = TenantView.parse(await (await guest.call('POST', `/own-invitations/${invitation?.id}/accept`)).json());
  expect(joined).toMatchObject({ slug: 'acme', current: false, active: true });
  // They stay where they were until they switch.
  expect([(await meOf(guest)).tenant.slug, guest.cookies.get('lime_session'), await waiting(guest)]).toEqual(['guest', session, []]);
  expect((await guest.call('POST', '/auth/switch', { tenantId: joined.id })).status).toBe(200);
  expect(await meOf(guest)).toMatchObject({ user: { email: 'guest@example.org' }, tenant: { slug: 'acme' }, roles: ['qa'] });
  expect(await answer(guest, invitation?.id, 'accept')).toBe(404);
});

test('whoever declines is left alone, and the link of that invitation works no more; the log of who invited says it', async () => {
  const { token } = await invite('wooed@example.org');
  const who = browser();
  await viaGithub(who, account(50, 'wooed'));
  const [invitation] = await waiting(who);
  expect(await answer(who, invitation?.id, 'decline')).toBe(204);
  expect([await waiting(who), await answer(who, invitation?.id, 'accept'), (await tenantsOf(who)).length]).toEqual([[], 404, 1]);
  expect(problemOf(await byInvitation(browser(), account(51, 'finder'), token))).toBe('invitation_invalid');
  const listed = pageOf(InvitationView).parse(await (await acme.call('GET', '/invitations')).json()).items;
  expect(listed.find(({ id }) => id === invitation?.id)?.state).toBe('declined');
  const { items } = AuditPage.parse(await (await acme.call('GET', '/audit-log?action=invitation.decline')).json());
  expect(items[0]).toMatchObject({ actor: { userId: null, name: 'wooed@example.org' }, target: { type: 'invitation', id: invitation?.id } });
});

test('an address that is somebody else’s by now answers nothing: it counts what GitHub said last', async () => {
  const [first, second] = [browser(), browser()];
  await viaGithub(first, account(52, 'mover', { emails: [{ email: 'shared@example.org', primary: true, verified: true }] }));
  await invite('shared@example.org');
  expect(await waiting(first)).toHaveLength(1);
  await viaGithub(first, account(52, 'mover', { emails: [{ email: 'new@example.org', primary: true, verified: true }] }));
  expect(await waiting(first)).toEqual([]);
  await viaGithub(second, account(53, 'owner', { emails: [{ email: 'shared@example.org', primary: true, verified: true }] }));
  const [invitation] = await waiting(second);
  expect([await answer(first, invitation?.id, 'accept'), await answer(first, invitation?.id, 'decline'), await answer(second, invitation?.id, 'accept')]).toEqual([404, 404, 200]);
});

test('what shows who somebody is in one tenant alone answers no invitation, nor sees that there is one', async () => {
  const who = browser();
  await viaGithub(who, account(54, 'careful'));
  await invite('careful@example.org');
  const [invitation] = await waiting(who);
  const { key } = z.object({ key: z.string() }).parse(await (await who.call('POST', '/api-keys', { name: 'all', scopes: ['*'] })).json());
  const byKey = (method: string, path: string) => fetch(`${app.origin}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  expect(pageOf(OwnInvitation).parse(await (await byKey('GET', '/own-invitations')).json()).items).toEqual([]);
  for (const verb of ['accept', 'decline']) expect((await byKey('POST', `/own-invitations/${invitation?.id}/${verb}`)).status).toBe(403);
  expect(await waiting(who)).toHaveLength(1);
  // Nor does another site's page.
  const forged = await who.go(`/api/v1/own-invitations/${invitation?.id}/accept`, { method: 'POST', headers: { origin: 'https://evil.example' } });
  expect([forged.status, (await tenantsOf(who)).length]).toEqual([403, 1]);
});

test('the same invitation accepted twice at the same moment makes one member', async () => {
  const who = browser();
  await viaGithub(who, account(55, 'eager'));
  await invite('eager@example.org');
  const [invitation] = await waiting(who);
  const answers = await Promise.all(Array.from({ length: 5 }, () => answer(who, invitation?.id, 'accept')));
  expect([answers.filter((status) => status === 200).length, answers.every((status) => [200, 404, 409].includes(status)), (await tenantsOf(who)).length]).toEqual([1, true, 2]);
});

test('the link of an invitation works with another address than the one it was sent to, once', async () => {
  const { token } = await invite('somebody@example.org');
  const who = browser();
  await byInvitation(who, account(9, 'linked'), token);
  expect(await meOf(who)).toMatchObject({ user: { email: 'somebody@example.org' }, tenant: { slug: 'acme' } });
  expect(problemOf(await byInvitation(browser(), account(10, 'late'), token))).toBe('invitation_invalid');
});

test.each(['cross-site', 'same-site', 'none', 'same-origin'])('no link takes anybody into an organisation, wherever it stands (%s): they are asked first', async (site) => {
  const { token } = await invite('lured@example.org');
  const who = browser();
  const lured = await who.go(`/auth/github/start?invitation=${token}`, { headers: { 'sec-fetch-site': site } });
  expect([locationOf(lured), who.cookies.size]).toEqual([`/join?token=${token}`, 0]);
  const forged = await who.go('/api/v1/auth/github/start', { method: 'POST', headers: { origin: 'https://evil.example', 'content-type': 'application/json' }, body: JSON.stringify({ invitation: token }) });
  expect([forged.status, who.cookies.size]).toEqual([403, 0]);
});

test('a callback works once, in the browser that began, with the state that it was given', async () => {
  const who = browser();
  const { callback, response } = await viaGithub(who, account(11, 'once'));
  expect(locationOf(response)).toBe('/');
  expect(problemOf(await who.go(callback))).toBe('start_again');
  // The code of a victim, or of the attacker, in another's browser: nobody is signed in as somebody else.
  const [victim, attacker] = [browser(), browser()];
  const [own, foreign] = [await untilCallback(victim), await untilCallback(attacker)];
  expect(problemOf(await victim.go(foreign))).toBe('start_again');
  expect(problemOf(await browser().go(own))).toBe('start_again');
  const cookie = [...victim.cookies];
  const wrong = new URL(own, 'http://lime.test');
  wrong.searchParams.set('state', 'x'.repeat(43));
  for (const [name, value] of cookie) victim.cookies.set(name, value);
  expect(problemOf(await victim.go(wrong.href))).toBe('start_again');
  expect((await victim.call('GET', '/me')).status).toBe(401);
});

test('a code that was bound to another challenge, was used, or is none, signs nobody in', async () => {
  const who = browser();
  const [stolen, own] = [await untilCallback(browser()), await untilCallback(who)];
  const mixed = new URL(own, 'http://lime.test');
  mixed.searchParams.set('code', new URL(stolen).searchParams.get('code') ?? '');
  expect(problemOf(await who.go(mixed.href))).toBe('github_failed');
  const { callback } = await viaGithub(who, account(12, 'used'));
  const again = new URL(await untilCallback(who), 'http://lime.test');
  again.searchParams.set('code', new URL(callback).searchParams.get('code') ?? '');
  expect(problemOf(await who.go(again.href))).toBe('github_failed');
});

test('an answer of another issuer, a no at GitHub, and an error of GitHub end at the sign-in page', async () => {
  const who = browser();
  const other = new URL(await untilCallback(who), 'http://lime.test');
  other.searchParams.set('iss', 'https://evil.example');
  expect(problemOf(await who.go(other.href))).toBe('github_failed');
  const no = new URL(await untilCallback(who), 'http://lime.test');
  no.searchParams.delete('code');
  no.searchParams.set('error', 'access_denied');
  expect(problemOf(await who.go(no.href))).toBe('refused');
  // GitHub says what is wrong with a status of 200.
  github.refuseNext({ error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' });
  expect(problemOf((await viaGithub(who, account(13, 'refused'))).response)).toBe('github_failed');
});

test('a sign-in that took longer than ten minutes has to begin again', async () => {
  const who = browser();
  const callback = await untilCallback(who);
  const owner = new Bun.SQL({ url: app.database.url, max: 1 });
  await owner`UPDATE lime.github_sign_ins SET expires_at = now() - interval '1 second'`;
  await owner.close();
  expect(problemOf(await who.go(callback))).toBe('start_again');
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '/%0d%0aSet-Cookie:x', 'javascript:alert(1)', '/..//evil.example', '', '/\u0000'])('it goes on to pages of ours alone: %p', async (next) => {
  const who = browser();
  const { response } = await viaGithub(who, account(1, 'ada'), `?next=${encodeURIComponent(next)}`);
  const target = new URL(locationOf(response), 'http://lime.test');
  expect([response.status, target.origin, locationOf(response).startsWith('//')]).toEqual([302, 'http://lime.test', false]);
});

test('cookies are out of reach of scripts; a session that was there before is over, and its token is not taken over', async () => {
  const who = browser();
  who.cookies.set('lime_session', 'lime_session_fixed-by-an-attacker');
  const { response } = await viaGithub(who, account(1, 'ada'));
  for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
  const first = who.cookies.get('lime_session') ?? '';
  expect(first).not.toContain('fixed-by-an-attacker');
  await viaGithub(who, account(1, 'ada'));
  expect(who.cookies.get('lime_session')).not.toBe(first);
  const old = await fetch(`${app.origin}/api/v1/me`, { headers: { cookie: `lime_session=${first}` } });
  expect(old.status).toBe(401);
});

test('nothing that is kept of a sign-in under way would let anybody finish it', async () => {
  const who = browser();
  const callback = new URL(await untilCallback(who), 'http://lime.test');
  const owner = new Bun.SQL({ url: app.database.url, max: 1 });
  const rows: { text: string }[] = await owner`SELECT row_to_json(s)::text AS text FROM lime.github_sign_ins s`;
  await owner.close();
  const [state, cookie] = [callback.searchParams.get('state') ?? '', who.cookies.get('lime_github') ?? ''];
  expect(rows.some(({ text }) => text.includes(hashToken(state).toString('hex')))).toBe(true);
  for (const secret of [state, cookie, Buffer.from(state).toString('hex'), Buffer.from(cookie).toString('hex')]) expect(rows.some(({ text }) => text.includes(secret))).toBe(false);
});

test('a person who signed in by a link connects their GitHub account, and signs in by it from then on', async () => {
  const [who, firm] = [browser(), await app.addTenant('firm')];
  const link = z.object({ url: z.string() }).parse(await (await firm.call('POST', '/auth/sign-in-links')).json());
  await who.call('POST', '/auth/sign-in', { token: new URL(link.url).searchParams.get('token') });
  // Neither a stranger nor a link begins it, and no other site.
  expect((await browser().call('POST', '/auth/github/start', { connect: true })).status).toBe(403);
  expect(locationOf(await who.go('/auth/github/start?connect=1'))).toBe('/settings/sessions');
  const forged = await who.go('/api/v1/auth/github/start', { method: 'POST', headers: { origin: 'https://evil.example', 'content-type': 'application/json' }, body: JSON.stringify({ connect: true }) });
  expect(forged.status).toBe(403);
  expect(locationOf(await connect(who, account(20, 'boss')))).toBe('/settings/sessions');
  const later = browser();
  await viaGithub(later, account(20, 'boss'));
  expect(await meOf(later)).toMatchObject({ user: { id: String(firm.userId) }, tenant: { slug: 'firm' } });
  // Neither a second account of theirs, nor theirs for somebody else.
  expect(problemOf(await connect(who, account(21, 'second')))).toBe('github_taken');
  const other = browser();
  await viaGithub(other, account(22, 'other'));
  expect(problemOf(await connect(other, account(20, 'boss')))).toBe('github_taken');
});

test('whoever signed in with GitHub first, and connects the account afterwards, is one person in all their tenants', async () => {
  const [linked, direct] = [browser(), browser()];
  await linked.call('POST', '/invitations/accept', { token: (await invite('merged@example.org')).token });
  const made = TenantView.parse(await (await linked.call('POST', '/tenants', { name: 'Side' })).json());
  await viaGithub(direct, account(40, 'merged'));
  expect(locationOf(await connect(linked, account(40, 'merged')))).toBe('/settings/sessions');
  // What was open before ends: they sign in anew.
  expect((await direct.call('GET', '/me')).status).toBe(401);
  await viaGithub(direct, account(40, 'merged'));
  for (const who of [linked, direct]) expect((await tenantsOf(who)).map(({ slug }) => slug)).toEqual(['acme', 'merged', made.slug]);
  expect((await direct.call('POST', '/auth/switch', { tenantId: made.id })).status).toBe(200);
  // Two members of one tenant do not become one.
  const beside = browser();
  await beside.call('POST', '/invitations/accept', { token: (await invite('beside@example.org')).token });
  expect(problemOf(await connect(beside, account(40, 'merged')))).toBe('github_taken');
});

test('whoever signs a victim in as a user of their own, and keeps a session, does not become the victim when they connect their account', async () => {
  const victim = browser();
  await viaGithub(victim, account(60, 'victim'));
  const home = (await meOf(victim)).tenant;
  // The attacker's user, in two browsers of theirs, with a link and a key; the victim opens another of its links in a browser of theirs.
  const [attacker, lured] = [browser(), browser()];
  await attacker.call('POST', '/invitations/accept', { token: (await invite('trap@example.org', 'pm')).token });
  const link = async () => new URL(z.object({ url: z.string() }).parse(await (await attacker.call('POST', '/auth/sign-in-links')).json()).url).searchParams.get('token');
  const [kept, given] = [await link(), await link()];
  const { key } = z.object({ key: z.string() }).parse(await (await attacker.call('POST', '/api-keys', { name: 'k', scopes: ['*'] })).json());
  await lured.call('POST', '/auth/sign-in', { token: given });
  await connect(lured, account(60, 'victim'));
  expect((await tenantsOf(lured)).map(({ slug }) => slug)).toEqual(['acme', 'victim']);
  expect((await attacker.call('GET', '/me')).status).toBe(401);
  expect((await browser().call('POST', '/auth/sign-in', { token: kept })).status).toBe(401);
  const byKey = browser();
  byKey.cookies.set('lime_session', key);
  expect([(await tenantsOf(byKey)).map(({ slug }) => slug), (await byKey.call('POST', '/auth/switch', { tenantId: home.id })).status, (await byKey.call('POST', '/tenants', { name: 'In their name' })).status]).toEqual([['acme'], 403, 403]);
});

test('whoever was disabled does not come in by GitHub, nor get another tenant instead', async () => {
  const { token } = await invite('leaver@example.org');
  const who = browser();
  await byInvitation(who, account(30, 'leaver'), token);
  const { user } = await meOf(who);
  expect((await acme.call('PATCH', `/users/${user.id}`, { active: false })).status).toBe(200);
  expect((await who.call('GET', '/me')).status).toBe(401);
  expect(problemOf((await viaGithub(browser(), account(30, 'leaver'))).response)).toBe('account_disabled');
  const { items } = AuditPage.parse(await (await acme.call('GET', '/audit-log?action=sign_in.refuse')).json());
  expect(items.map(({ payload }) => payload)).toContainEqual({ by: 'github', why: 'account_disabled', login: 'leaver', from: '127.0.0.…' });
  expect(JSON.stringify(items)).not.toContain(token);
});

test('the server says how one can sign in; a browser at another of its addresses is taken to the one that it knows', async () => {
  expect(SignInMethods.parse(await (await fetch(`${app.origin}/api/v1/auth/methods`)).json())).toEqual({ link: true, github: true, signUp: 'open' });
  const elsewhere = await fetch(`${app.origin}/auth/github/start?next=/x`, { redirect: 'manual' });
  expect(locationOf(elsewhere)).toBe('http://lime.test/auth/github/start?next=%2Fx&moved=1');
});

test('by invitation only: a stranger stays outside, a guest comes in', async () => {
  const closed = await openTestApp({ role: 'api', env: { ...settings(), LIME_SIGN_UP: 'invited' } });
  const { tenantId, userId } = await closed.addTenant('club');
  expect(problemOf((await viaGithub(openBrowser(closed.origin), account(1, 'ada'))).response)).toBe('not_invited');
  await closed.parts.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO invitations (tenant_id, email, token_hash, invited_by, expires_at) VALUES (${tenantId}, 'ada@example.org', ${hashToken('the link')}, ${userId}, now() + interval '1 day')`);
  // Who signs in without the link has no place here that could ask them.
  expect(problemOf((await viaGithub(openBrowser(closed.origin), account(1, 'ada'))).response)).toBe('open_your_invitation');
  const response = await byInvitation(openBrowser(closed.origin), account(1, 'ada'), 'the link');
  expect([problemOf(response), locationOf(response)]).toEqual([null, '/']);
  await closed.close();
});

test('a GitHub that answers without end, or sends on to elsewhere, signs nobody in and is asked nowhere else', async () => {
  let elsewhere = 0;
  const other = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => ((elsewhere += 1), Response.json({ id: 1, login: 'ada' })) });
  const hostile = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => (new URL(request.url).pathname === '/user' ? new Response('x'.repeat(2_000_000)) : Response.redirect(other.url.href)) });
  const bare = await openTestApp({ role: 'api', env: { ...settings(), GITHUB_API_URL: hostile.url.origin } });
  expect(problemOf((await viaGithub(openBrowser(bare.origin), account(1, 'ada'))).response)).toBe('github_failed');
  expect(elsewhere).toBe(0);
  await bare.close();
  await Promise.all([hostile.stop(true), other.stop(true)]);
});

test('without an OAuth app there is no such way in', async () => {
  const plain = await openTestApp({ role: 'api' });
  expect(SignInMethods.parse(await (await fetch(`${plain.origin}/api/v1/auth/methods`)).json()).github).toBe(false);
  expect((await fetch(`${plain.origin}/api/v1/auth/github/start`, { redirect: 'manual' })).status).toBe(404);
  await plain.close();
});

test('sign-ins that succeed do not count; those that end in nothing do', async () => {
  const narrow = await openTestApp({ role: 'api', env: { ...settings(), LIME_SIGN_IN_RATE: '4' } });
  try {
    const ways: string[] = [];
    const go = async (finishes: boolean) => {
      const who = openBrowser(narrow.origin);
      github.signedIn = account(70, 'often');
      const begun = await who.go('/auth/github/start');
      if (finishes) ways.push(locationOf(await who.go(locationOf(await who.go(locationOf(begun))))));
      else ways.push(locationOf(begun).startsWith('/sign-in') ? locationOf(begun) : 'begun');
    };
    for (let time = 0; time < 6; time += 1) await go(true);
    for (let time = 0; time < 5; time += 1) await go(false);
    expect(ways).toEqual([...Array.from({ length: 6 }, () => '/'), ...Array.from({ length: 4 }, () => 'begun'), '/sign-in?problem=too_many_requests']);
  } finally {
    await narrow.close();
  }
});
