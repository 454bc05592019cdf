import { afterAll, beforeAll, expect, test } from 'bun:test';
import { CreatedApiKey, CreatedInvitation, CreatedUser, Me, pageOf, RoleView, SignInLink, TenantView } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { openBrowser, type TestBrowser } from '../testing/test-browser.ts';

// A person is a member of two tenants. The admin of one may let them in there, and so could come in as them: there alone.

let app: TestApp;
let acme: Admin;
let umbrella: Admin;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_SIGN_IN_RATE: '100000' } });
  acme = await app.addTenant('acme');
  umbrella = await app.addTenant('umbrella');
});
afterAll(() => app.close());

const tokenIn = (url: string) => new URL(url).searchParams.get('token') ?? '';
const me = async (who: TestBrowser) => Me.parse(await (await who.call('GET', '/me')).json());
const tenantsOf = async (who: TestBrowser) => pageOf(TenantView).parse(await (await who.call('GET', '/tenants')).json()).items.map(({ slug }) => slug);
const openLink = async (url: string): Promise<TestBrowser> => {
  const who = openBrowser(app.origin);
  expect((await who.call('POST', '/auth/sign-in', { token: tokenIn(url) })).status).toBe(200);
  return who;
};
const inviteTo = async (admin: Admin, email: string): Promise<string> => {
  const roles = pageOf(RoleView).parse(await (await admin.call('GET', '/roles')).json()).items;
  return tokenIn(CreatedInvitation.parse(await (await admin.call('POST', '/invitations', { email, roleIds: [roles.find(({ name }) => name === 'admin')?.id] })).json()).url);
};
/** Ada's own link, which she has asked for herself. */
const ownLink = async (admin: Admin) => SignInLink.parse(await (await admin.call('POST', '/auth/sign-in-links')).json()).url;
/** The link that umbrella's admin makes for the member that acme's is there. */
async function handedLink(): Promise<string> {
  const users = pageOf(CreatedUser.omit({ signIn: true })).parse(await (await umbrella.call('GET', '/users')).json()).items;
  const ada = users.find(({ email }) => email === 'ada@example.org');
  return SignInLink.parse(await (await umbrella.call('POST', `/users/${ada?.id}/sign-in-links`)).json()).url;
}

test('who is signed in by a link that somebody else has made is who they are in that tenant, and in no other', async () => {
  const ada = await openLink(await ownLink(acme));
  expect((await ada.call('POST', '/invitations/accept', { token: await inviteTo(umbrella, 'ada@example.org') })).status).toBe(200);
  expect(await tenantsOf(ada)).toEqual(['acme', 'umbrella']);

  const thief = await openLink(await handedLink());
  expect((await me(thief)).tenant.slug).toBe('umbrella');
  const into = { tenantId: String(acme.tenantId) };
  expect((await thief.call('POST', '/auth/switch', into)).status).toBe(403);
  expect(await tenantsOf(thief)).toEqual(['umbrella']);
  // Nor by what such a session makes: a link, a key, an invitation to a third tenant.
  const again = await openLink(SignInLink.parse(await (await thief.call('POST', '/auth/sign-in-links')).json()).url);
  const { key } = CreatedApiKey.parse(await (await thief.call('POST', '/api-keys', { name: 'k', scopes: ['*'] })).json());
  const byKey = openBrowser(app.origin);
  byKey.cookies.set('lime_session', key);
  const linkOfKey = await openLink(SignInLink.parse(await (await byKey.call('POST', '/auth/sign-in-links')).json()).url);
  for (const who of [again, byKey, linkOfKey]) expect((await who.call('POST', '/auth/switch', into)).status).toBe(403);
  for (const who of [thief, byKey]) {
    const third = await app.addTenant(`third-${who === byKey ? 'key' : 'link'}`);
    expect((await who.call('POST', '/invitations/accept', { token: await inviteTo(third, 'x@example.org') })).status).toBe(200);
    expect(await tenantsOf(who)).toEqual([third.name]);
    expect((await who.call('POST', '/auth/switch', into)).status).toBe(404);
  }

  // Ada herself still goes where she likes, also by a link of her own.
  expect((await ada.call('POST', '/auth/switch', into)).status).toBe(200);
  const herself = await openLink(SignInLink.parse(await (await ada.call('POST', '/auth/sign-in-links')).json()).url);
  expect((await herself.call('POST', '/auth/switch', { tenantId: String(umbrella.tenantId) })).status).toBe(200);
});

test('the link that is shown when a member is made is the way in of whoever it is for: they are themselves by it', async () => {
  const made = CreatedUser.parse(await (await acme.call('POST', '/users', { email: 'grace@example.org', name: 'Grace' })).json());
  const grace = await openLink(made.signIn.url);
  expect((await grace.call('POST', '/invitations/accept', { token: await inviteTo(umbrella, 'grace@example.org') })).status).toBe(200);
  expect((await grace.call('POST', '/auth/switch', { tenantId: String(acme.tenantId) })).status).toBe(200);
});
