import { refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { GithubAccount } from '../github/github.ts';
import { findInvitationsTo } from '../sql/invitations.ts';
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
 * with; the tenant they were in last; a new tenant of their own. Invitations to their addresses wait for their
 * answer: nobody is taken into a tenant that they have not said yes to. Refusals: `invitation_invalid`,
 * `already_member`, `account_disabled`, `not_invited`, `open_your_invitation`, `email_unverified`.
 */
export async function enterWithGithub({ db, signUp }: Entry, account: GithubAccount, invitationHash: Uint8Array | null, source: SessionSource): Promise<OpenedSession> {
  const personId = await db.engine((tx) => upsertGithubPerson(tx, account));
  const place = invitationHash === null ? await findPlace({ db, signUp }, personId, account) : await joinBy(db, invitationHash, personId, account);
  return db.tenant(place.tenantId, async (tx) => {
    await tx.sql`UPDATE users SET github_login = ${account.login} WHERE tenant_id = ${tx.tenantId} AND id = ${place.userId} AND github_login IS DISTINCT FROM ${account.login}`;
    return signInBrowser(tx, place.userId, source);
  });
}

async function joinBy(db: Db, invitationHash: Uint8Array, personId: bigint, { name, login }: GithubAccount): Promise<Place> {
  const { id, tenant_id: tenantId } = await findInvitation(db, invitationHash);
  return { tenantId, userId: await db.tenant(tenantId, (tx) => join(tx, id, { name, personId, githubLogin: login })) };
}

async function findPlace({ db, signUp }: Entry, personId: bigint, account: GithubAccount): Promise<Place> {
  const users = await db.engine((tx) => readUsersOf(tx, personId));
  const last = users.find((user) => user.active);
  if (last) return { tenantId: last.tenant_id, userId: last.user_id };
  if (users.length > 0) refuse({ status: 403, code: 'account_disabled', title: 'You were disabled', detail: 'An admin of your organisation has disabled you.' });
  if (signUp === 'invited') await refuseUninvited(db, personId, account);
  return makeHome(db, personId, account);
}

/** There is no tenant here that could ask them: whoever is invited opens the link, which says yes. */
async function refuseUninvited(db: Db, personId: bigint, { emails }: GithubAccount): Promise<never> {
  const [invited] = await db.engine((tx) => findInvitationsTo(tx, { personId, emails: emails.map((email) => email.toLowerCase()) }, { page: { cursor: null, limit: 1 } }));
  return invited
    ? refuse({ status: 403, code: 'open_your_invitation', title: 'Open your invitation', detail: 'Somebody here has invited you: open the link that they sent you.' })
    : refuse({ status: 403, code: 'not_invited', title: 'By invitation only', detail: 'Ask an admin for an invitation.' });
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
