import type { TenantRead } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type MemberRow = {
  id: bigint; email: string; name: string; active: boolean; github_login: string | null; version: number; created_at: Date; last_seen_at: Date | null;
  roles: { id: string; name: string; permissions: string[] }[];
};

/** Members in the order they came, one more than the page holds. */
export async function readMembers(tx: TenantRead, { userId, active, page }: { userId?: bigint; active?: boolean | null; page: PageWanted }): Promise<MemberRow[]> {
  return await tx.sql`
    SELECT u.id, u.email, u.name, u.active, u.github_login, u.version, u.created_at,
      (SELECT max(s.last_seen_at) FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id) AS last_seen_at,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id::text, 'name', r.name, 'permissions', r.permissions) ORDER BY r.id)
        FROM user_roles ur JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id WHERE ur.tenant_id = u.tenant_id AND ur.user_id = u.id), '[]') AS roles
    FROM users u
    WHERE u.tenant_id = ${tx.tenantId} AND (${userId ?? null}::bigint IS NULL OR u.id = ${userId ?? null}) AND (${active ?? null}::boolean IS NULL OR u.active = ${active ?? null})
      AND (${page.cursor}::bigint IS NULL OR u.id > ${page.cursor})
    ORDER BY u.id LIMIT ${page.limit + 1}`;
}
