import type { TenantRead } from '@lime/db';
import type { AuditRow } from '../queries/read-audit.ts';

/** Where things of a kind are called by name: by the type that the log has for them. `name` is an expression over a row `t` of the table. */
export type Names = Readonly<Record<string, { table: string; name: string }>>;

type Named = { type: string; id: bigint; name: string | null };

/** One statement for all kinds. Tables and expressions come from the composition root, never from a request. */
export async function findNames(tx: TenantRead, names: Names, rows: AuditRow[]): Promise<Named[]> {
  const parts = Object.entries(names).flatMap(([type, { table, name }]) => {
    const ids = new Set(rows.filter((row) => row.target_type === type && row.target_id !== null).map((row) => row.target_id));
    return ids.size === 0 ? [] : [`SELECT '${type}' AS type, t.id, (${name})::text AS name FROM ${table} t WHERE t.tenant_id = $1 AND t.id = ANY ('{${[...ids].join(',')}}'::bigint[])`];
  });
  return parts.length === 0 ? [] : await tx.sql.unsafe(parts.join(' UNION ALL '), [tx.tenantId]);
}
