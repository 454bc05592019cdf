import type { AuditFilter, JsonObject } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

export type AuditRow = { id: bigint; at: Date; actor_user_id: bigint | null; actor: string; action: string; target_type: string; target_id: bigint | null; payload: JsonObject; correlation_id: string | null };

/** Entries before the cursor, newest first. */
export async function readAudit(tx: TenantRead, filter: AuditFilter, { cursor, limit }: { cursor: bigint | null; limit: number }): Promise<AuditRow[]> {
  // An underscore is no wildcard in the beginning of an action.
  const action = filter.action === undefined ? null : `${filter.action.replace(/[\\%_]/g, '\\$&')}%`;
  return await tx.sql`
    SELECT id, at, actor_user_id, actor, action, target_type, target_id, payload, correlation_id FROM audit_log
    WHERE tenant_id = ${tx.tenantId} AND (${cursor}::bigint IS NULL OR id < ${cursor})
      AND (${filter.actor ?? null}::bigint IS NULL OR actor_user_id = ${filter.actor ?? null}::bigint)
      AND (${action}::text IS NULL OR action LIKE ${action})
      AND (${filter.targetType ?? null}::text IS NULL OR target_type = ${filter.targetType ?? null})
      AND (${filter.targetId ?? null}::bigint IS NULL OR target_id = ${filter.targetId ?? null}::bigint)
      AND (${filter.from ?? null}::timestamptz IS NULL OR at >= ${filter.from ?? null}::timestamptz)
      AND (${filter.to ?? null}::timestamptz IS NULL OR at < ${filter.to ?? null}::timestamptz)
    ORDER BY id DESC LIMIT ${limit}`;
}
