import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createLogger, hashToken, ProblemError } from '@lime/kernel';
import { type Announcer, openAnnouncer } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { cachingAuthenticator, createSignInLink, createTenant, openSession, readMe, signInByLink, signOut } from './index.ts';

let database: TestDatabase;
let announcer: Announcer;
let tenantId: bigint;
let userId: bigint;
const logger = createLogger({ name: 'test', level: 'silent' });
beforeAll(async () => {
  database = await createTestDatabase();
  announcer = await openAnnouncer({ url: database.url, logger });
  ({ tenantId, userId } = await createTenant(database.db, { name: 'T', slug: 't', admin: { email: 'ada@example.org', name: 'Ada' } }));
});
afterAll(async () => {
  await announcer.close();
  await database.drop();
});

const ada = () => ({ userId, name: 'Ada' });
const link = () => database.db.tenant(tenantId, (tx) => createSignInLink(tx, ada(), userId));
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)));
const newSession = async () => (await database.db.tenant(tenantId, (tx) => openSession(tx, userId, 'browser'))).sessionToken;
const authenticator = () => cachingAuthenticator(database.db, announcer);

test('a link signs in once, even when it is opened many times at once', async () => {
  const { token } = await link();
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => codeOf(signInByLink(database.db, token))));
  expect(outcomes.toSorted()).toEqual(['ok', ...Array.from({ length: 5 }, () => 'sign_in_link_invalid')].toSorted());
});

test('a link that has expired, is unknown, or was not copied whole does not sign in', async () => {
  const { token } = await link();
  await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE sign_in_links SET expires_at = now() - interval '1 second' WHERE token_hash = ${hashToken(token)}`);
  const fresh = (await link()).token;
  for (const wrong of [token, 'nonsense', '', fresh.slice(0, -1), `${fresh} `]) expect(await codeOf(signInByLink(database.db, wrong))).toBe('sign_in_link_invalid');
  expect(await codeOf(signInByLink(database.db, fresh))).toBe('ok');
});

test('a session opened by a link is the person of the link, with their roles', async () => {
  const { sessionToken } = await signInByLink(database.db, (await link()).token);
  const person = await authenticator().authenticate(sessionToken);
  expect(person).toMatchObject({ tenantId, userId, name: 'Ada', roles: ['admin'], permissions: ['*'] });
  if (person) expect(await database.db.tenant(tenantId, (tx) => readMe(tx, person))).toMatchObject({ user: { email: 'ada@example.org' }, tenant: { slug: 't' } });
});

test('tokens are kept as hashes alone', async () => {
  const { token } = await link();
  const { sessionToken } = await signInByLink(database.db, token);
  for (const secret of [token, sessionToken]) {
    const [row]: { found: number }[] = await database.db.tenant(tenantId, (tx) => tx.sql`
      SELECT (SELECT count(*) FROM sessions s WHERE s::text LIKE ${`%${secret}%`})::int + (SELECT count(*) FROM sign_in_links l WHERE l::text LIKE ${`%${secret}%`})::int + (SELECT count(*) FROM audit_log a WHERE a::text LIKE ${`%${secret}%`})::int AS found`);
    expect(row?.found).toBe(0);
  }
});

test('a session that has expired, was ended, or whose person is no longer active lets nobody in', async () => {
  const [expired, ended, inactive] = [await newSession(), await newSession(), await newSession()];
  await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE token_hash = ${hashToken(expired)}`);
  await database.db.tenant(tenantId, (tx) => signOut(tx, ada(), ended));
  for (const token of [expired, ended, 'nonsense', '']) expect(await authenticator().authenticate(token)).toBeNull();
  await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE users SET active = false WHERE id = ${userId}`);
  expect(await authenticator().authenticate(inactive)).toBeNull();
  const { token } = await link();
  expect(await codeOf(signInByLink(database.db, token))).toBe('sign_in_link_invalid');
  await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE users SET active = true WHERE id = ${userId}`);
});

test('a sign-out is believed at once by every server that had remembered the session', async () => {
  const other = await openAnnouncer({ url: database.url, logger });
  const [here, elsewhere] = [authenticator(), cachingAuthenticator(database.db, other)];
  const token = await newSession();
  expect([(await here.authenticate(token))?.name, (await elsewhere.authenticate(token))?.name]).toEqual(['Ada', 'Ada']);
  const heard = new Promise<void>((resolve) => other.listen((topic) => topic.startsWith('signed-out:') && resolve()));
  await database.db.tenant(tenantId, (tx) => signOut(tx, ada(), token));
  here.forget(token);
  expect(await here.authenticate(token)).toBeNull();
  await heard;
  expect(await elsewhere.authenticate(token)).toBeNull();
  await other.close();
});

test('making links, signing in and signing out stand in the audit log', async () => {
  const { sessionToken } = await signInByLink(database.db, (await link()).token);
  await database.db.tenant(tenantId, (tx) => signOut(tx, ada(), sessionToken));
  const rows: { action: string }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT action FROM audit_log WHERE actor_user_id = ${userId} ORDER BY id DESC LIMIT 3`);
  expect(rows.map((row) => row.action)).toEqual(['session.close', 'session.open', 'sign_in_link.create']);
});
