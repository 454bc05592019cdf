import type { AgentMode, BudgetPeriod, Provider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { microsPerCent } from '../micros.ts';

export type BudgetRow = {
  id: bigint;
  project_id: bigint;
  period: BudgetPeriod;
  provider: Provider | 'any';
  mode: AgentMode | 'any';
  limit_cents: bigint;
  soft_limit_cents: bigint | null;
  enforce_hard_stop: boolean;
  period_start: Date;
  spent_micros: bigint;
  reserved_micros: bigint;
  version: number;
  created_at: Date;
  updated_at: Date;
};

/** What a run counts as. */
export type RunKind = { provider: string | null; mode: string | null };

/** Concurrent reservations count one after another: a statement of its own, because each statement sees the commits before it. */
export async function lockBudgets(tx: TenantRead, projectId: bigint): Promise<void> {
  await tx.sql`SELECT id FROM project_budgets WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} ORDER BY id FOR UPDATE`;
}

/** Projects' budgets with what the current period, in the organisation's time zone, has spent and what running work still holds; with `kind`, those alone that count such a run. */
export async function readBudgets(tx: TenantRead, projectIds: bigint[], kind: RunKind | null = null): Promise<BudgetRow[]> {
  return await tx.sql`
    SELECT b.id, b.project_id, b.period, b.provider, b.mode, b.limit_cents, b.soft_limit_cents, b.enforce_hard_stop, b.version, b.created_at, b.updated_at, p.period_start,
      (SELECT coalesce(sum(u.cost_micros), 0)::bigint FROM usage_records u
        WHERE u.tenant_id = b.tenant_id AND u.project_id = b.project_id AND u.at >= p.period_start
          AND (b.provider = 'any' OR u.provider = b.provider) AND (b.mode = 'any' OR u.mode = b.mode)) AS spent_micros,
      (SELECT coalesce(sum(greatest(r.amount_cents * ${microsPerCent} - r.charged_micros, 0)), 0)::bigint FROM budget_reservations r
        WHERE r.tenant_id = b.tenant_id AND r.project_id = b.project_id AND r.released_at IS NULL
          AND (b.provider = 'any' OR r.provider = b.provider) AND (b.mode = 'any' OR r.mode = b.mode)) AS reserved_micros
    FROM project_budgets b JOIN tenants t ON t.id = b.tenant_id
    CROSS JOIN LATERAL (SELECT date_trunc(CASE b.period WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week' ELSE 'month' END, now(), t.time_zone) AS period_start) p
    WHERE b.tenant_id = ${tx.tenantId} AND b.project_id = ANY (${`{${projectIds.join(',')}}`}::bigint[])
      AND (${kind === null} OR ((b.provider = 'any' OR b.provider = ${kind?.provider ?? null}) AND (b.mode = 'any' OR b.mode = ${kind?.mode ?? null})))
    ORDER BY b.limit_cents, b.id`;
}
