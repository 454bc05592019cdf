import type { TenantTx } from '@lime/db';
import { refuseTaken } from '@lime/http';

export type NewMember = { email: string; name: string; personId?: bigint | undefined; githubLogin?: string | null | undefined; roleIds: bigint[] };

/** Adds a member with those of the roles that there are. 409 `already_member` where the address or the person is one, active or not. */
export async function insertMember(tx: TenantTx, member: NewMember): Promise<bigint> {
  const [row]: { id: bigint }[] = await refuseTaken(
    tx.sql`
      WITH member AS (INSERT INTO users (tenant_id, email, name, person_id, github_login) VALUES (${tx.tenantId}, ${member.email}, ${member.name}, ${member.personId ?? null}, ${member.githubLogin ?? null}) RETURNING id),
      given AS (
        INSERT INTO user_roles (tenant_id, user_id, role_id) SELECT ${tx.tenantId}, member.id, held.id
        FROM member, (SELECT id FROM roles WHERE tenant_id = ${tx.tenantId} AND id = ANY (${`{${member.roleIds.join(',')}}`}::bigint[]) FOR KEY SHARE) held)
      SELECT id FROM member`,
    { code: 'already_member', title: 'A member already', detail: 'There is a member with this address or of this person already. A disabled one can be enabled again.' },
  );
  if (!row) throw new Error('the member was not inserted');
  return row.id;
}
