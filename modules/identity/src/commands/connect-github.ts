import { refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import { type Db, type TenantTx, uniqueViolation } from '@lime/db';
import type { Principal } from '@lime/http';
import type { GithubAccount } from '../github/github.ts';
import { findGithubPerson, personOf, readGithubOf, setGithubOf } from '../sql/people.ts';
import type { Authenticator } from '../session-cache.ts';
import { readMemberships, readUsersOf } from '../sql/tenants.ts';
import { endWaysIn } from './end-sessions.ts';

/**
 * Lets a signed-in person sign in with this GitHub account from now on. Who has signed in with it before, and got
 * a tenant by that, is the same person then: they have shown that they are both. Whatever else lets in as one of the
 * two ends: who has signed this browser in, and kept a session of the same user, must not become that person. 409
 * `github_taken` where they have another account already, or the account's person is a member here beside them.
 */
export async function connectGithub(db: Db, sessions: Authenticator, person: Principal, account: GithubAccount): Promise<void> {
  const personId = await personOf(db, person);
  const [has, known] = await db.engine(async (tx) => [await readGithubOf(tx, personId), await findGithubPerson(tx, account.id)]);
  if (has !== null && has !== account.id) refuseTaken();
  if (known === null) await db.engine((tx) => setGithubOf(tx, personId, account)).catch(refuseTwice);
  const keep = person.credential?.kind === 'session' ? person.credential.id : null;
  const connect = (tx: TenantTx, userId: bigint) => connectUser(sessions, tx, { userId, name: person.name, keep }, known ?? personId, account);
  // Before they are one: who is in as the one must not wake up as the other.
  for (const user of known === null ? [] : await db.engine((tx) => readUsersOf(tx, known))) await db.tenant(user.tenant_id, (tx) => endWaysIn(sessions, tx, { userId: user.user_id, name: person.name }, keep));
  const others = (await db.engine((tx) => readMemberships(tx, person.userId))).filter((membership) => membership.tenant_id !== person.tenantId);
  // Where they are now comes first: when that is refused, no user has become another person's.
  await db.tenant(person.tenantId, (tx) => connect(tx, person.userId)).catch(refuseTwice);
  for (const other of others) await db.tenant(other.tenant_id, (tx) => connect(tx, other.user_id)).catch((error: unknown) => (uniqueViolation(error) === null ? Promise.reject(error) : null));
}

/** In one transaction: whoever else was in as this user is out as soon as it is somebody's who may be more elsewhere. */
async function connectUser(sessions: Authenticator, tx: TenantTx, user: { userId: bigint; name: string; keep: bigint | null }, personId: bigint, { login }: GithubAccount): Promise<void> {
  await tx.sql`UPDATE users SET person_id = ${personId}, github_login = ${login}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${user.userId}`;
  recordAudit(tx, { actor: user, action: 'user.connect_github', target: { type: 'user', id: user.userId }, payload: { login } });
  await endWaysIn(sessions, tx, user, user.keep);
}

function refuseTwice(error: unknown): never {
  if (uniqueViolation(error) === null) throw error;
  refuseTaken();
}

function refuseTaken(): never {
  refuse({ status: 409, code: 'github_taken', title: 'Connected already', detail: 'This GitHub account belongs to another member here, or you have another one.' });
}
