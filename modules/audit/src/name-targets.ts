import type { AuditEntryView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { AuditRow } from './queries/read-audit.ts';

/** Where things of a kind are called by name: by the type that the log has for them. `name` is an expression over a row `t` of the table. */
export type Names = Readonly<Record<string, { table: string; name: string }>>;

type Named = { type: string; id: bigint; name: string | null };

/** The entries as people read them, each with what the thing is called now; of what is gone, as the entry itself called it. */
export async function nameTargets(tx: TenantRead, names: Names, rows: AuditRow[]): Promise<AuditEntryView[]> {
  const found = new Map((await findNames(tx, names, rows)).map(({ type, id, name }) => [`${type} ${id}`, name]));
  return rows.map((row) => ({
    id: String(row.id), at: row.at.toISOString(), actor: { userId: row.actor_user_id === null ? null : String(row.actor_user_id), name: row.actor }, action: row.action,
    target: { type: row.target_type, id: row.target_id === null ? null : String(row.target_id), name: found.get(`${row.target_type} ${row.target_id}`) ?? saidOf(row) },
    payload: row.payload,
  }));
}

/** One statement for all kinds. Tables and expressions come from the composition root, never from a request. */
async function findNames(tx: TenantRead, names: Names, rows: AuditRow[]): Promise<Named[]> {
  const parts = Object.entries(names).flatMap(([type, { table, name }]) => {
    const ids = new Set(rows.filter((row) => row.target_type === type && row.target_id !== null).map((row) => row.target_id));
    return ids.size === 0 ? [] : [`SELECT '${type}' AS type, t.id, (${name})::text AS name FROM ${table} t WHERE t.tenant_id = $1 AND t.id = ANY ('{${[...ids].join(',')}}'::bigint[])`];
  });
  return parts.length === 0 ? [] : await tx.sql.unsafe(parts.join(' UNION ALL '), [tx.tenantId]);
}

function saidOf({ payload }: AuditRow): string | null {
  const said = [payload['name'], payload['email'], payload['title'], payload['key'], payload['login']].find((value) => typeof value === 'string' && value !== '');
  return typeof said === 'string' ? said : null;
}
