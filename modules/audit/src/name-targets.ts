import type { AuditEntryView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { AuditRow } from './queries/read-audit.ts';
import { findNames, type Names } from './sql/find-names.ts';

/** The entries as people read them, each with what the thing is called now; of what is gone, as the entry itself called it. */
export async function nameTargets(tx: TenantRead, names: Names, rows: AuditRow[]): Promise<AuditEntryView[]> {
  const found = new Map((await findNames(tx, names, rows)).map(({ type, id, name }) => [`${type} ${id}`, name]));
  return rows.map((row) => ({
    id: String(row.id), at: row.at.toISOString(), actor: { userId: row.actor_user_id === null ? null : String(row.actor_user_id), name: row.actor }, action: row.action,
    target: { type: row.target_type, id: row.target_id === null ? null : String(row.target_id), name: found.get(`${row.target_type} ${row.target_id}`) ?? saidOf(row) },
    payload: row.payload, correlationId: row.correlation_id,
  }));
}

function saidOf({ payload }: AuditRow): string | null {
  const said = [payload['name'], payload['email'], payload['title'], payload['key'], payload['login']].find((value) => typeof value === 'string' && value !== '');
  return typeof said === 'string' ? said : null;
}
