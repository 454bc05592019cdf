import type { CostGroup, CostPage, CostRow } from '@lime/contracts';
import { centsOf } from '@lime/budgets';
import type { TenantRead } from '@lime/db';
import { labelCosts } from './label-costs.ts';

export type CostQuery = { by: CostGroup; from: Date; to: Date; projectId: bigint | null; after: CostCursor | null; limit: number };
/** The place of the last row of a page: rank and key. */
export type CostCursor = [rank: string, key: string];

type Sums = { cost_micros: bigint; input_tokens: bigint; output_tokens: bigint; records: number };

/**
 * What was charged in a time, by what it was charged for, the dearest first (days: newest first).
 * A run that another one has started without a ticket of its own counts for that one's ticket.
 */
export async function readCosts(tx: TenantRead, query: CostQuery): Promise<Omit<CostPage, 'accepted' | 'by' | 'from' | 'to'>> {
  const { by, from, to, projectId, after, limit } = query;
  const rows: (Sums & { key: string | null; rank: string; sort_key: string })[] = await tx.sql`
    WITH spent AS (
      SELECT u.cost_micros, u.input_tokens, u.output_tokens, CASE ${by}
        WHEN 'run' THEN u.run_id::text WHEN 'ticket' THEN coalesce(r.ticket_id, root.ticket_id)::text WHEN 'model' THEN u.model WHEN 'project' THEN u.project_id::text
        WHEN 'day' THEN to_char(u.at AT TIME ZONE 'UTC', 'YYYY-MM-DD') ELSE s.provider END AS key
      FROM usage_records u
      LEFT JOIN runs r ON ${by} = 'ticket' AND r.tenant_id = u.tenant_id AND r.id = u.run_id
      LEFT JOIN runs root ON root.tenant_id = r.tenant_id AND root.id = r.budget_run_id
      LEFT JOIN run_steps s ON ${by} = 'provider' AND s.tenant_id = u.tenant_id AND s.id = u.step_id
      WHERE u.tenant_id = ${tx.tenantId} AND u.at >= ${from} AND u.at < ${to} AND (${projectId}::bigint IS NULL OR u.project_id = ${projectId})),
    grouped AS (
      SELECT key, coalesce(key, '') AS sort_key, sum(cost_micros)::bigint AS cost_micros, sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, count(*)::int AS records
      FROM spent GROUP BY key),
    ranked AS (
      SELECT *, CASE WHEN ${by} = 'day' THEN key ELSE lpad(cost_micros::text, 20, '0') END AS rank FROM grouped)
    SELECT * FROM ranked WHERE ${after?.[0] ?? null}::text IS NULL OR (rank, sort_key) < (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::text)
    ORDER BY rank DESC, sort_key DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const labels = await labelCosts(tx, by, page.flatMap((row) => row.key ?? []));
  const last = page.at(-1);
  return {
    items: page.map((row) => ({ key: row.key, label: row.key === null ? 'not on record' : (labels.get(row.key) ?? row.key), ...toSums(row) })),
    next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.rank, last.sort_key] satisfies CostCursor)).toString('base64url') : null,
    total: await readTotal(tx, query),
  };
}

async function readTotal(tx: TenantRead, { from, to, projectId }: CostQuery): Promise<CostPage['total']> {
  const [row]: Sums[] = await tx.sql`
    SELECT coalesce(sum(cost_micros), 0)::bigint AS cost_micros, coalesce(sum(input_tokens), 0)::bigint AS input_tokens, coalesce(sum(output_tokens), 0)::bigint AS output_tokens, count(*)::int AS records
    FROM usage_records WHERE tenant_id = ${tx.tenantId} AND at >= ${from} AND at < ${to} AND (${projectId}::bigint IS NULL OR project_id = ${projectId})`;
  return toSums(row ?? { cost_micros: 0n, input_tokens: 0n, output_tokens: 0n, records: 0 });
}

function toSums(row: Sums): Omit<CostRow, 'key' | 'label'> {
  return { costCents: centsOf(row.cost_micros), costMicros: Number(row.cost_micros), inputTokens: Number(row.input_tokens), outputTokens: Number(row.output_tokens), records: row.records };
}
