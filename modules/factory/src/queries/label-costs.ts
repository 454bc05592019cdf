import type { CostGroup } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { idList } from '../sql/id-list.ts';

/** What people call the runs, tickets and projects of these ids; models, providers and days are called what they are. */
export async function labelCosts(tx: TenantRead, by: CostGroup, keys: string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await readLabels(tx, by, keys);
  return new Map(rows.map((row) => [String(row.id), row.label]));
}

async function readLabels(tx: TenantRead, by: CostGroup, keys: string[]): Promise<{ id: bigint; label: string }[]> {
  if (by === 'run') return await tx.sql`SELECT id, title AS label FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ANY(${idList(keys)}::text::bigint[])`;
  if (by === 'project') return await tx.sql`SELECT id, key || ' ' || name AS label FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ANY(${idList(keys)}::text::bigint[])`;
  if (by !== 'ticket') return [];
  return await tx.sql`
    SELECT t.id, p.key || '-' || t.number || ' ' || t.title AS label FROM tickets t JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id
    WHERE t.tenant_id = ${tx.tenantId} AND t.id = ANY(${idList(keys)}::text::bigint[])`;
}
