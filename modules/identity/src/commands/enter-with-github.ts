import { ProblemError, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { GithubAccount } from '../github/github.ts';
import { findInvitationsTo, type OpenInvitation } from '../sql/invitations.ts';
import { drawHomeTenant, upsertGithubPerson } from '../sql/people.ts';
import { readUsersOf } from '../sql/tenants.ts';
import { findInvitation, join } from './accept-invitation.ts';
import { fillTenant, slugOf, withFreeSlug } from './create-tenant.ts';
import { type OpenedSession, type SessionSource, signInBrowser } from './open-session.ts';

type Place = { tenantId: bigint; userId: bigint };
type Entry = { db: Db; signUp: 'open' | 'invited' };

/**
 * Signs in who GitHub says somebody is. A person is known by their account alone, never by an address: a user of
 * the same address is somebody else until they connect their account. In turn: the invitation that they came
 * with; the tenant they were in last, where they join all that have invited a verified address of theirs; one
 * that has; a new tenant of their own. Refusals: `invitation_invalid`, `already_member`, `account_disabled`,
 * `not_invited`, `email_unverified`.
 */
export async function enterWithGithub({ db, signUp }: Entry, account: GithubAccount, invitationHash: Uint8Array | null, source: SessionSource): Promise<OpenedSession> {
  const personId = await db.engine((tx) => upsertGithubPerson(tx, account));
  const place = invitationHash === null ? await findPlace({ db, signUp }, personId, account) : await joinBy(db, invitationHash, personId, account);
  return db.tenant(place.tenantId, async (tx) => {
    await tx.sql`UPDATE users SET github_login = ${account.login} WHERE tenant_id = ${tx.tenantId} AND id = ${place.userId} AND github_login IS DISTINCT FROM ${account.login}`;
    return signInBrowser(tx, place.userId, source);
  });
}

async function joinBy(db: Db, invitationHash: Uint8Array, personId: bigint, account: GithubAccount): Promise<Place> {
  return joinOne(db, await findInvitation(db, invitationHash), personId, account);
}

async function findPlace({ db, signUp }: Entry, personId: bigint, account: GithubAccount): Promise<Place> {
  const users = await db.engine((tx) => readUsersOf(tx, personId));
  const joined = await joinInviting(db, personId, account);
  const last = users.find((user) => user.active);
  if (last) return { tenantId: last.tenant_id, userId: last.user_id };
  if (joined[0]) return joined[0];
  if (users.length > 0) refuse({ status: 403, code: 'account_disabled', title: 'You were disabled', detail: 'An admin of your organisation has disabled you.' });
  if (signUp === 'invited') refuse({ status: 403, code: 'not_invited', title: 'By invitation only', detail: 'Ask an admin for an invitation to a verified address of your GitHub account.' });
  return makeHome(db, personId, account);
}

/** Joins every tenant that has invited a verified address of the person's, but for those where they are a member. */
async function joinInviting(db: Db, personId: bigint, account: GithubAccount): Promise<Place[]> {
  const places: Place[] = [];
  for (const invitation of await db.engine((tx) => findInvitationsTo(tx, account.emails))) {
    const place = await joinOne(db, invitation, personId, account).catch((error: unknown) => (error instanceof ProblemError ? null : Promise.reject(error)));
    if (place) places.push(place);
  }
  return places;
}

async function joinOne(db: Db, { id, tenant_id: tenantId }: OpenInvitation, personId: bigint, { name, login }: GithubAccount): Promise<Place> {
  return { tenantId, userId: await db.tenant(tenantId, (tx) => join(tx, id, { name, personId, githubLogin: login })) };
}

/** The tenant of the person's own. Two sign-ins at the same moment make one: they have drawn the same id. */
async function makeHome(db: Db, personId: bigint, account: GithubAccount): Promise<Place> {
  const email = account.primary ?? refuse({ status: 403, code: 'email_unverified', title: 'Verify your address first', detail: 'The primary address of your GitHub account is not verified.' });
  const tenantId = await db.engine((tx) => drawHomeTenant(tx, personId));
  const admin = { email, name: account.name, personId, githubLogin: account.login };
  const made = await withFreeSlug(slugOf(account.login), false, (slug) => db.tenant(tenantId, (tx) => fillTenant(tx, { name: account.name, slug, admin })));
  const userId = made ?? (await db.engine((tx) => readUsersOf(tx, personId))).find((user) => user.tenant_id === tenantId)?.user_id;
  return userId === undefined ? refuse({ status: 403, code: 'account_disabled', title: 'You were removed', detail: 'You are no member of your organisation any more.' }) : { tenantId, userId };
}
