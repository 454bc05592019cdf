import type { TenantTx } from '@lime/db';
import type { Credential } from '@lime/http';

/** Notes that sessions and keys of the tenant were used now. */
export async function noteUsed(tx: TenantTx, credentials: Credential[]): Promise<void> {
  const idsOf = (kind: Credential['kind']) => `{${credentials.filter((credential) => credential.kind === kind).map(({ id }) => id).join(',')}}`;
  await tx.sql`UPDATE sessions SET last_seen_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ANY (${idsOf('session')}::bigint[])`;
  await tx.sql`UPDATE api_keys SET last_used_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ANY (${idsOf('key')}::bigint[])`;
}
