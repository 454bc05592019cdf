import { BudgetAlert, BudgetAlertQuery, pageOf, projectBudgets } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import type { TenantRead, TenantTx } from '@lime/db';
import { entityRoutes, type EntityRow } from '@lime/entities';
import { idQuery, invalidField, ok, pageQuery, readRoute, type Route, toPage } from '@lime/http';
import { standOf } from './queries/stand-of.ts';
import { type AlertRow, readAlerts } from './sql/budget-alerts.ts';
import { readBudgets } from './sql/read-budgets.ts';

/** Budgets, and what was told of them. `watch` is called in the transaction that changes one. */
export function budgetRoutes(watch: (tx: TenantTx, projectId: bigint) => Promise<void>): Route[] {
  return [
    ...entityRoutes(projectBudgets, {
      table: 'project_budgets', permission: 'budget.manage', derive: standsOf, check: refuseSoftAboveHard,
      changed: async (tx, row) => {
        if (typeof row['project_id'] === 'bigint') await watch(tx, row['project_id']);
      },
    }),
    readRoute({
      path: '/budget-alerts', permission: null, query: BudgetAlertQuery, summary: 'List what was told of budgets, newest first', answer: pageOf(BudgetAlert),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        return ok(toPage(await readAlerts(tx, idQuery(query, 'projectId'), page), page, toAlert));
      },
    }),
  ];
}

function refuseSoftAboveHard(_tx: TenantTx, _person: unknown, row: Record<string, unknown>): void {
  const { limitCents, softLimitCents } = projectBudgets.create.pick({ limitCents: true, softLimitCents: true }).strip().parse(row);
  if (softLimitCents !== null && softLimitCents > limitCents) refuse(invalidField('softLimitCents', 'a soft limit above the limit would never warn: it may be as high as the limit at most'));
}

/** What each has spent and reserved. */
async function standsOf(tx: TenantRead, rows: EntityRow[]): Promise<Record<string, unknown>[]> {
  const projectIds = new Set(rows.map((row) => row['project_id']).filter((id) => typeof id === 'bigint'));
  const stands = new Map((await readBudgets(tx, [...projectIds])).map((budget) => [budget.id, standOf(budget)]));
  return rows.map((row) => ({ ...stands.get(row.id) }));
}

function toAlert(row: AlertRow): BudgetAlert {
  return {
    id: String(row.id), budgetId: String(row.budget_id), projectId: String(row.project_id), period: row.period, periodStart: row.period_start.toISOString(), percent: row.percent,
    spentCents: Number(row.spent_cents), limitCents: Number(row.limit_cents), at: row.at.toISOString(),
  };
}
