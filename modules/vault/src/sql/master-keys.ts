import type { EngineTx, TenantTx } from '@lime/db';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';

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
  const all = sealedColumns.map(({ table, keyColumn }) => `SELECT ${keyColumn} AS master_key FROM ${table} WHERE ${keyColumn} IS NOT NULL`).join(' UNION ALL ');
  const rows: { master_key: string; values: number }[] = await tx.sql.unsafe(`SELECT master_key, count(*)::int AS values FROM (${all}) a GROUP BY master_key`);
  return new Map(rows.map((row) => [row.master_key, row.values]));
}

/** Whose values are sealed with another key than this. */
export async function tenantsBehind(tx: EngineTx, keyId: string): Promise<bigint[]> {
  const all = sealedColumns.map(({ table, keyColumn }) => `SELECT tenant_id FROM ${table} WHERE ${keyColumn} <> $1`).join(' UNION ');
  const rows: { tenant_id: bigint }[] = await tx.sql.unsafe(all, [keyId]);
  return rows.map((row) => row.tenant_id);
}

/** The tenant's next envelopes of a column that another key seals, locked. */
export async function takeBehind(tx: TenantTx, { table, column, keyColumn }: SealedColumn, keyId: string, after: bigint, limit: number): Promise<{ id: bigint; envelope: Uint8Array }[]> {
  return await tx.sql.unsafe(`SELECT id, ${column} AS envelope FROM ${table} WHERE tenant_id = $1 AND ${keyColumn} <> $2 AND id > $3 ORDER BY id LIMIT $4 FOR NO KEY UPDATE`, [tx.tenantId, keyId, after, limit]);
}

export async function replaceEnvelopes(tx: TenantTx, { table, column }: SealedColumn, envelopes: { id: bigint; envelope: Uint8Array }[]): Promise<void> {
  const rows = envelopes.map(({ id, envelope }) => ({ id: String(id), envelope: Buffer.from(envelope).toString('hex') }));
  await tx.sql.unsafe(
    `UPDATE ${table} v SET ${column} = decode(e.envelope, 'hex') FROM jsonb_to_recordset($2::text::jsonb) AS e (id bigint, envelope text) WHERE v.tenant_id = $1 AND v.id = e.id`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}
