import { refuse } from '@lime/kernel';
import type { Db, EngineTx } from '@lime/db';
import type { GithubAccount } from '../github/github.ts';

/** The person of a GitHub account, new or known, with the addresses that it has now. */
export async function upsertGithubPerson(tx: EngineTx, account: GithubAccount): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO people (github_user_id, github_login, emails) VALUES (${account.id}, ${account.login}, ${keptEmails(account)}::jsonb)
    ON CONFLICT (github_user_id) DO UPDATE SET github_login = excluded.github_login, emails = excluded.emails RETURNING id`;
  if (!row) throw new Error('the person was not inserted');
  return row.id;
}

/** The id of the tenant that is the person's own: drawn once, whoever asks first. */
export async function drawHomeTenant(tx: EngineTx, personId: bigint): Promise<bigint> {
  const [row]: { home_tenant_id: bigint }[] = await tx.sql`
    UPDATE people SET home_tenant_id = coalesce(home_tenant_id, nextval('tenants_id_seq')) WHERE id = ${personId} RETURNING home_tenant_id`;
  if (!row) throw new Error('the person is gone');
  return row.home_tenant_id;
}

/** The person behind a user; made when nobody had to know who else they are. */
export async function personOf(db: Db, { tenantId, userId }: { tenantId: bigint; userId: bigint }): Promise<bigint> {
  const known = await readPersonOf(db, userId);
  if (known !== null) return known;
  const [made]: { id: bigint }[] = await db.engine((tx) => tx.sql`INSERT INTO people DEFAULT VALUES RETURNING id`);
  await db.tenant(tenantId, (tx) => tx.sql`UPDATE users SET person_id = ${made?.id ?? null} WHERE tenant_id = ${tx.tenantId} AND id = ${userId} AND person_id IS NULL`);
  return (await readPersonOf(db, userId)) ?? refuse({ status: 409, code: 'user_gone', title: 'You are gone', detail: 'This user was removed meanwhile. Sign in again.' });
}

/** What goes with a person into another tenant. */
export async function knownAs(db: Db, user: { tenantId: bigint; userId: bigint }): Promise<{ personId: bigint; name: string; githubLogin: string | null }> {
  const personId = await personOf(db, user);
  const [row]: { name: string; github_login: string | null }[] = await db.tenant(user.tenantId, (tx) => tx.sql`SELECT name, github_login FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${user.userId}`);
  return { personId, name: row?.name ?? '', githubLogin: row?.github_login ?? null };
}

async function readPersonOf(db: Db, userId: bigint): Promise<bigint | null> {
  const [row]: { person_id: bigint | null }[] = await db.engine((tx) => tx.sql`SELECT person_id FROM users WHERE id = ${userId}`);
  return row?.person_id ?? null;
}

export async function readGithubOf(tx: EngineTx, personId: bigint): Promise<bigint | null> {
  const [row]: { github_user_id: bigint | null }[] = await tx.sql`SELECT github_user_id FROM people WHERE id = ${personId}`;
  return row?.github_user_id ?? null;
}

export async function findGithubPerson(tx: EngineTx, githubId: bigint): Promise<bigint | null> {
  const [row]: { id: bigint }[] = await tx.sql`SELECT id FROM people WHERE github_user_id = ${githubId}`;
  return row?.id ?? null;
}

/** The person has this GitHub account from now on; a unique violation where it is another's. */
export async function setGithubOf(tx: EngineTx, personId: bigint, account: GithubAccount): Promise<void> {
  await tx.sql`UPDATE people SET github_user_id = ${account.id}, github_login = ${account.login}, emails = ${keptEmails(account)}::jsonb WHERE id = ${personId}`;
}

/** The person behind a user, and the addresses that they have proved; none for who has never come by GitHub. */
export async function readAddressesOf(tx: EngineTx, userId: bigint): Promise<{ personId: bigint; emails: string[] } | null> {
  const [row]: { id: bigint; emails: string[] }[] = await tx.sql`SELECT p.id, p.emails FROM users u JOIN people p ON p.id = u.person_id WHERE u.id = ${userId}`;
  return row ? { personId: row.id, emails: row.emails } : null;
}

function keptEmails({ emails }: GithubAccount): string[] {
  return emails.map((email) => email.toLowerCase());
}
