import type { TenantRead, TenantTx } from '@lime/db';
import type { Place } from '../envelopes/envelope.ts';
import type { Scope } from './env-var-sets.ts';

export type VarRow = { id: bigint; set_id: bigint; key: string; value_enc: Uint8Array; is_secret: boolean; updated_at: Date };

/** Where the envelope of a variable stands. */
export function placeOf(tenantId: bigint, rowId: bigint): Place {
  return { tenantId, table: 'env_vars', column: 'value_enc', rowId };
}

export async function readVars(tx: TenantRead, setIds: bigint[]): Promise<VarRow[]> {
  return await tx.sql`
    SELECT id, set_id, key, value_enc, is_secret, updated_at FROM env_vars
    WHERE tenant_id = ${tx.tenantId} AND set_id = ANY (${`{${setIds.join(',')}}`}::bigint[]) ORDER BY key`;
}

/** All variables of a scope; those of sets that were made later come later. */
export async function readScopeVars(tx: TenantRead, scope: Scope): Promise<VarRow[]> {
  return await tx.sql`
    SELECT v.id, v.set_id, v.key, v.value_enc, v.is_secret, v.updated_at FROM env_vars v JOIN env_var_sets s ON s.tenant_id = v.tenant_id AND s.id = v.set_id
    WHERE v.tenant_id = ${tx.tenantId} AND s.scope_type = ${scope.type} AND s.scope_id = ${scope.id} ORDER BY s.id, v.id`;
}

/** The id of the variable, or the one that it will have. Its set is locked. */
export async function findVarId(tx: TenantTx, setId: bigint, key: string): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    SELECT coalesce((SELECT id FROM env_vars WHERE tenant_id = ${tx.tenantId} AND set_id = ${setId} AND key = ${key}), nextval('lime.env_vars_id_seq')) AS id`;
  if (!row) throw new Error('a sequence gave nothing');
  return row.id;
}

/** Answers whether the variable is new. */
export async function upsertVar(tx: TenantTx, row: Omit<VarRow, 'updated_at'>): Promise<{ updated_at: Date; is_new: boolean }> {
  const [kept]: { updated_at: Date; is_new: boolean }[] = await tx.sql`
    INSERT INTO env_vars (id, tenant_id, set_id, key, value_enc, is_secret) VALUES (${row.id}, ${tx.tenantId}, ${row.set_id}, ${row.key}, ${row.value_enc}, ${row.is_secret})
    ON CONFLICT (id) DO UPDATE SET value_enc = excluded.value_enc, is_secret = excluded.is_secret, updated_at = now()
    RETURNING updated_at, (xmax = 0) AS is_new`;
  if (!kept) throw new Error('a variable was not kept');
  return kept;
}

/** How many bytes the values of a scope take, about. */
export async function scopeBytes(tx: TenantTx, scope: Scope): Promise<number> {
  const [row]: { bytes: number }[] = await tx.sql`
    SELECT coalesce(sum(octet_length(v.value_enc)), 0)::int AS bytes FROM env_vars v JOIN env_var_sets s ON s.tenant_id = v.tenant_id AND s.id = v.set_id
    WHERE v.tenant_id = ${tx.tenantId} AND s.scope_type = ${scope.type} AND s.scope_id = ${scope.id}`;
  return row?.bytes ?? 0;
}

export async function deleteVar(tx: TenantTx, setId: bigint, key: string): Promise<bigint | null> {
  const [row]: { id: bigint }[] = await tx.sql`DELETE FROM env_vars WHERE tenant_id = ${tx.tenantId} AND set_id = ${setId} AND key = ${key} RETURNING id`;
  return row?.id ?? null;
}
