import type { TenantTx } from '@lime/db';

/** Keeps a sign-in that goes to a forge; those that never came back go. */
export async function insertSignIn(tx: TenantTx, row: { userId: bigint; stateHash: Uint8Array; verifier: string; expiresAt: Date }): Promise<void> {
  await tx.sql`DELETE FROM connector_sign_ins WHERE tenant_id = ${tx.tenantId} AND expires_at < now()`;
  await tx.sql`INSERT INTO connector_sign_ins (tenant_id, user_id, state_hash, code_verifier, expires_at) VALUES (${tx.tenantId}, ${row.userId}, ${row.stateHash}, ${row.verifier}, ${row.expiresAt})`;
}

/** The verifier of a sign-in that this person began, which can be taken once. */
export async function takeSignIn(tx: TenantTx, userId: bigint, stateHash: Uint8Array): Promise<string | null> {
  const [row]: { code_verifier: string }[] = await tx.sql`
    DELETE FROM connector_sign_ins WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND state_hash = ${stateHash} AND expires_at > now() RETURNING code_verifier`;
  return row?.code_verifier ?? null;
}
