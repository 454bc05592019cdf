import type { z } from 'zod';
import type { EnvScopeType } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type Scope = { type: z.infer<typeof EnvScopeType>; id: bigint };
export type SetRow = { id: bigint; scope_type: Scope['type']; scope_id: bigint; name: string; version: number; created_at: Date };

/** Sets in the order they were made, one more than the page holds. */
export async function readSets(tx: TenantRead, { scope, setId, page }: { scope: Scope | null; setId: bigint | null; page: PageWanted }): Promise<SetRow[]> {
  return await tx.sql`
    SELECT id, scope_type, scope_id, name, version, created_at FROM env_var_sets
    WHERE tenant_id = ${tx.tenantId} AND (${setId}::bigint IS NULL OR id = ${setId}) AND (${page.cursor}::bigint IS NULL OR id > ${page.cursor})
      AND (${scope?.type ?? null}::text IS NULL OR (scope_type = ${scope?.type ?? null} AND scope_id = ${scope?.id ?? null}))
    ORDER BY id LIMIT ${page.limit + 1}`;
}

/** Null when there is no such scope for this tenant. */
export async function insertSet(tx: TenantTx, scope: Scope, name: string): Promise<SetRow | null> {
  const [row]: SetRow[] = await tx.sql`
    INSERT INTO env_var_sets (tenant_id, scope_type, scope_id, name)
    SELECT ${tx.tenantId}, ${scope.type}, ${scope.id}, ${name} FROM (
      SELECT unnest(ARRAY['project', 'agent']) AS type FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${scope.id}
      UNION ALL SELECT 'pipeline' FROM build_pipelines WHERE tenant_id = ${tx.tenantId} AND id = ${scope.id}
      UNION ALL SELECT 'deployment_target' FROM deployment_targets WHERE tenant_id = ${tx.tenantId} AND id = ${scope.id}
      UNION ALL SELECT 'hook' FROM hooks WHERE tenant_id = ${tx.tenantId} AND id = ${scope.id}) AS there
    WHERE there.type = ${scope.type}
    RETURNING id, scope_type, scope_id, name, version, created_at`;
  return row ?? null;
}

export async function renameSet(tx: TenantTx, setId: bigint, name: string): Promise<SetRow | null> {
  const [row]: SetRow[] = await tx.sql`UPDATE env_var_sets SET name = ${name} WHERE tenant_id = ${tx.tenantId} AND id = ${setId} RETURNING id, scope_type, scope_id, name, version, created_at`;
  return row ?? null;
}

export async function deleteSet(tx: TenantTx, setId: bigint): Promise<SetRow | null> {
  const [row]: SetRow[] = await tx.sql`DELETE FROM env_var_sets WHERE tenant_id = ${tx.tenantId} AND id = ${setId} RETURNING id, scope_type, scope_id, name, version, created_at`;
  return row ?? null;
}

/** Raises the set's version and holds it, so that what changes in it changes one after another. */
export async function lockSet(tx: TenantTx, setId: bigint): Promise<SetRow | null> {
  const [row]: SetRow[] = await tx.sql`UPDATE env_var_sets SET name = name WHERE tenant_id = ${tx.tenantId} AND id = ${setId} RETURNING id, scope_type, scope_id, name, version, created_at`;
  return row ?? null;
}
