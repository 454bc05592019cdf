import type { EngineTx, TenantTx } from '@lime/db';

/** Taken by whoever seals, shared, and alone by whoever proves that a key is in use no more. */
const sealing = 7_403_001;
const rotating = 7_403_002;

/** Before a key is chosen to seal with: nobody proves the opposite until this transaction has ended. */
export async function noteSealing(tx: TenantTx): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock_shared(${sealing}::bigint)`;
}

/** Waits until all that is being sealed is in its rows. */
export async function awaitSealing(tx: EngineTx): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(${sealing}::bigint)`;
}

/** Whether nobody else rotates, for as long as the transaction lasts. */
export async function beginRotation(tx: EngineTx): Promise<boolean> {
  const [row]: { free: boolean }[] = await tx.sql`SELECT pg_try_advisory_xact_lock(${rotating}::bigint) AS free`;
  return row?.free ?? false;
}

/** How many values each master key seals, over all tenants. */
export async function countByKey(tx: EngineTx): Promise<Map<string, number>> {
  const rows: { master_key: string; values: number }[] = await tx.sql`SELECT master_key, count(*)::int AS values FROM env_vars GROUP BY master_key`;
  return new Map(rows.map((row) => [row.master_key, row.values]));
}

/** Whose values are sealed with another key than this. */
export async function tenantsBehind(tx: EngineTx, keyId: string): Promise<bigint[]> {
  const rows: { tenant_id: bigint }[] = await tx.sql`SELECT DISTINCT tenant_id FROM env_vars WHERE master_key <> ${keyId}`;
  return rows.map((row) => row.tenant_id);
}

/** The tenant's next envelopes that another key seals, locked. */
export async function takeBehind(tx: TenantTx, keyId: string, after: bigint, limit: number): Promise<{ id: bigint; value_enc: Uint8Array }[]> {
  return await tx.sql`
    SELECT id, value_enc FROM env_vars WHERE tenant_id = ${tx.tenantId} AND master_key <> ${keyId} AND id > ${after} ORDER BY id LIMIT ${limit} FOR NO KEY UPDATE`;
}

export async function replaceEnvelopes(tx: TenantTx, envelopes: { id: bigint; envelope: Uint8Array }[]): Promise<void> {
  const rows = envelopes.map(({ id, envelope }) => ({ id: String(id), envelope: Buffer.from(envelope).toString('hex') }));
  await tx.sql`
    UPDATE env_vars v SET value_enc = decode(e.envelope, 'hex') FROM jsonb_to_recordset(${rows}::jsonb) AS e (id bigint, envelope text)
    WHERE v.tenant_id = ${tx.tenantId} AND v.id = e.id`;
}
