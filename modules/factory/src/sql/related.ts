import type { TicketLabel } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

/** Ids that tickets name, as they came over the wire. */
export type RelatedIds = { users: string[]; repositories: string[]; labels: string[]; parents: string[] };
/** Those of them that there are in this tenant: active people, labels by id, and how many levels lie above what is below each parent. */
export type RelatedFound = { users: Set<string>; repositories: Set<string>; labels: Map<string, TicketLabel>; parents: Map<string, number> };

type FoundRow = { kind: keyof RelatedIds; id: string; name: string; color: string; level: number };

/** Nobody puts parts into parts for ever. */
const deepest = 20;

export async function findRelated(tx: TenantRead, ids: RelatedIds): Promise<RelatedFound> {
  const rows: FoundRow[] = await tx.sql`
    WITH RECURSIVE asked AS (SELECT a.key AS kind, v.value::bigint AS id FROM jsonb_each(${ids}::jsonb) a CROSS JOIN jsonb_array_elements_text(a.value) AS v (value)),
    up AS (
      SELECT t.id AS start, t.parent_ticket_id, 1 AS level FROM tickets t JOIN asked a ON a.kind = 'parents' AND a.id = t.id WHERE t.tenant_id = ${tx.tenantId} AND t.deleted_at IS NULL
      UNION ALL
      SELECT up.start, t.parent_ticket_id, up.level + 1 FROM up JOIN tickets t ON t.tenant_id = ${tx.tenantId} AND t.id = up.parent_ticket_id WHERE up.level < ${deepest})
    SELECT a.kind, a.id::text, '' AS name, '' AS color, 0 AS level FROM asked a JOIN users u ON a.kind = 'users' AND u.tenant_id = ${tx.tenantId} AND u.id = a.id AND u.active
    UNION ALL SELECT a.kind, a.id::text, '', '', 0 FROM asked a JOIN repositories r ON a.kind = 'repositories' AND r.tenant_id = ${tx.tenantId} AND r.id = a.id
    UNION ALL SELECT a.kind, a.id::text, l.name, l.color, 0 FROM asked a JOIN labels l ON a.kind = 'labels' AND l.tenant_id = ${tx.tenantId} AND l.id = a.id
    UNION ALL SELECT 'parents', start::text, '', '', max(level) FROM up GROUP BY start`;
  const of = (kind: keyof RelatedIds) => rows.filter((row) => row.kind === kind);
  return {
    users: new Set(of('users').map((row) => row.id)), repositories: new Set(of('repositories').map((row) => row.id)),
    labels: new Map(of('labels').map(({ id, name, color }) => [id, { id, name, color }])), parents: new Map(of('parents').map((row) => [row.id, row.level])),
  };
}
