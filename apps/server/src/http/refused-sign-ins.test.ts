import { afterAll, beforeAll, expect, test } from 'bun:test';
import { platformTenantId } from '@lime/audit';
import { type AuditEntryView, AuditPage, CreatedApiKey, CreatedInvitation, CreatedUser, SignInLink } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { openBrowser } from '../testing/test-browser.ts';

let app: TestApp;
let acme: Admin;
let other: Admin;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_SIGN_IN_RATE: '30', LIME_KEY_RATE: '100000' } });
  [acme, other] = [await app.addTenant('acme'), await app.addTenant('other')];
});
afterAll(() => app.close());

const tokenIn = (url: string) => new URL(url).searchParams.get('token') ?? '';
const by = (token: string) => fetch(`${app.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
const signIn = (token: string) => openBrowser(app.origin).call('POST', '/auth/sign-in', { token });
const read = async (asked: Promise<Response>): Promise<AuditEntryView[]> => AuditPage.parse(await (await asked).json()).items;
const inLog = (who: Admin, action: string) => read(who.call('GET', `/audit-log?action=${action}`));
const onPlatform = (action: string, token = app.parts.operatorToken) => read(fetch(`${app.origin}/api/v1/operator/audit-log?action=${action}`, { headers: { authorization: `Bearer ${token}` } }));
/** Refusals are written beside the request: whoever asks long enough sees them. */
async function until(look: () => Promise<AuditEntryView[]>, count: number): Promise<AuditEntryView[]> {
  for (;;) {
    const found = await look();
    if (found.length >= count) return found;
    await Bun.sleep(10);
  }
}

test('a key that was revoked, has expired, or is of a disabled member, stands in the log of its tenant when somebody tries it, and once', async () => {
  const { id, key } = CreatedApiKey.parse(await (await acme.call('POST', '/api-keys', { name: 'leaked' })).json());
  expect((await by(key)).status).toBe(200);
  await acme.call('DELETE', `/api-keys/${id}`);
  for (let time = 0; time < 20; time += 1) expect((await by(key)).status).toBe(401);
  const [entry] = await until(() => inLog(acme, 'api_key.refuse'), 1);
  expect(entry).toMatchObject({ actor: { userId: null, name: 'somebody unknown' }, target: { type: 'api_key', id, name: expect.stringContaining('leaked') }, payload: { why: 'revoked', from: '127.0.0.…' } });
  expect((await inLog(acme, 'api_key.refuse')).length).toBe(1);
  expect([await inLog(other, 'api_key.'), JSON.stringify(entry).includes(key)]).toEqual([[], false]);
});

test('a made-up key, and a link that nobody made, stand in the log of the platform, which who runs the server reads and nobody else', async () => {
  await by(`lime_key_${'x'.repeat(43)}`);
  await signIn(`lime_signin_${'y'.repeat(43)}`);
  const [refused] = await until(() => onPlatform('api_key.refuse'), 1);
  expect(refused).toMatchObject({ target: { type: 'api_key', id: null }, payload: { why: 'unknown' } });
  expect((await until(() => onPlatform('sign_in.refuse'), 1))[0]).toMatchObject({ target: { type: 'sign_in_link', id: null }, payload: { by: 'link', why: 'unknown' } });
  expect(JSON.stringify([await onPlatform(''), await inLog(acme, '')])).not.toMatch(/xxxx|yyyy/);
  expect((await fetch(`${app.origin}/api/v1/operator/audit-log`, { headers: { authorization: `Bearer ${acme.token}` } })).status).toBe(403);
});

test('a link or an invitation that works no more stands in the log of whoever made it', async () => {
  const link = tokenIn(SignInLink.parse(await (await acme.call('POST', '/auth/sign-in-links')).json()).url);
  expect([(await signIn(link)).status, (await signIn(link)).status]).toEqual([200, 401]);
  expect((await until(() => inLog(acme, 'sign_in.refuse'), 1))[0]).toMatchObject({ target: { type: 'sign_in_link' }, payload: { by: 'link', why: 'used' } });
  const { items } = (await (await acme.call('GET', '/roles')).json()) as { items: { id: string }[] };
  const invited = CreatedInvitation.parse(await (await acme.call('POST', '/invitations', { email: 'x@example.org', roleIds: [items[0]?.id] })).json());
  await acme.call('DELETE', `/invitations/${invited.id}`);
  for (const path of ['preview', 'accept']) expect((await openBrowser(app.origin).call('POST', `/invitations/${path}`, { token: tokenIn(invited.url) })).status).toBe(404);
  expect((await until(() => inLog(acme, 'sign_in.refuse'), 2))[0]).toMatchObject({ target: { type: 'invitation', id: invited.id }, payload: { why: 'revoked' } });
  const member = CreatedUser.parse(await (await acme.call('POST', '/users', { email: 'out@example.org' })).json());
  await acme.call('PATCH', `/users/${member.id}`, { active: false });
  expect((await signIn(tokenIn(member.signIn.url))).status).toBe(401);
  expect((await until(() => inLog(acme, 'sign_in.refuse'), 3))[0]).toMatchObject({ payload: { why: 'member_disabled' } });
});

test('whoever tries too often is noted once, with the number of tries', async () => {
  for (let time = 0; time < 60; time += 1) await signIn(`lime_signin_${String(time).padStart(43, 'z')}`);
  await until(() => onPlatform('sign_in.limit'), 1);
  await app.parts.refusals.stop();
  const rows: { payload: { times?: number } }[] = await app.parts.db.tenant(platformTenantId, (tx) => tx.sql`SELECT payload FROM audit_log WHERE tenant_id = ${platformTenantId} AND action = 'sign_in.limit' ORDER BY id`);
  expect([rows.length, (rows[1]?.payload.times ?? 0) > 20]).toEqual([2, true]);
});
