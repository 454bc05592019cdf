import { refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import { type Db, uniqueViolation } from '@lime/db';
import type { Principal } from '@lime/http';
import type { GithubAccount } from '../github/github.ts';
import { findGithubPerson, personOf, readGithubOf, setGithubOf } from '../sql/people.ts';
import { readMemberships } from '../sql/tenants.ts';

/**
 * Lets a signed-in person sign in with this GitHub account from now on. Who has signed in with it before, and got
 * a tenant by that, is the same person then: they have shown that they are both. 409 `github_taken` where they
 * have another account already, or the account's person is a member here beside them.
 */
export async function connectGithub(db: Db, person: Principal, account: GithubAccount): Promise<void> {
  const personId = await personOf(db, person);
  const [has, known] = await db.engine(async (tx) => [await readGithubOf(tx, personId), await findGithubPerson(tx, account.id)]);
  if (has !== null && has !== account.id) refuseTaken();
  if (known === null) await db.engine((tx) => setGithubOf(tx, personId, account)).catch(refuseTwice);
  const others = (await db.engine((tx) => readMemberships(tx, person.userId))).filter((membership) => membership.tenant_id !== person.tenantId);
  // Where they are now comes first: when that is refused, nothing has changed.
  await connectIn(db, { tenantId: person.tenantId, userId: person.userId, name: person.name }, known ?? personId, account).catch(refuseTwice);
  for (const other of others) {
    await connectIn(db, { tenantId: other.tenant_id, userId: other.user_id, name: person.name }, known ?? personId, account).catch((error: unknown) => (uniqueViolation(error) === null ? Promise.reject(error) : null));
  }
}

async function connectIn(db: Db, user: { tenantId: bigint; userId: bigint; name: string }, personId: bigint, { login }: GithubAccount): Promise<void> {
  await db.tenant(user.tenantId, async (tx) => {
    await tx.sql`UPDATE users SET person_id = ${personId}, github_login = ${login}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${user.userId}`;
    recordAudit(tx, { actor: user, action: 'user.connect_github', target: { type: 'user', id: user.userId }, payload: { login } });
  });
}

function refuseTwice(error: unknown): never {
  if (uniqueViolation(error) === null) throw error;
  refuseTaken();
}

function refuseTaken(): never {
  refuse({ status: 409, code: 'github_taken', title: 'Connected already', detail: 'This GitHub account belongs to another member here, or you have another one.' });
}
