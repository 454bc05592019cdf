import { refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import { type Db, uniqueViolation } from '@lime/db';
import type { Principal } from '@lime/http';
import type { GithubAccount } from '../github/github.ts';
import { personOf, readGithubOf, setGithubOf } from '../sql/people.ts';

/** Lets a signed-in person sign in with this GitHub account from now on. 409 `github_taken` where either has another. */
export async function connectGithub(db: Db, person: Principal, account: GithubAccount): Promise<void> {
  const personId = await personOf(db, person);
  const taken = () => refuse({ status: 409, code: 'github_taken', title: 'Connected already', detail: 'This GitHub account belongs to another person here, or you have another one.' });
  const has = await db.engine((tx) => readGithubOf(tx, personId));
  if (has.id !== null && has.id !== account.id) taken();
  await db.engine((tx) => setGithubOf(tx, personId, account)).catch((error: unknown) => (uniqueViolation(error) === null ? Promise.reject(error) : taken()));
  await db.tenant(person.tenantId, async (tx) => {
    await tx.sql`UPDATE users SET github_login = ${account.login}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${person.userId}`;
    recordAudit(tx, { actor: person, action: 'user.connect_github', target: { type: 'user', id: person.userId }, payload: { login: account.login } });
  });
}
