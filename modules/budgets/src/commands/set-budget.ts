import type { z } from 'zod';
import type { SetBudgetBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { type Actor, recordAudit } from '@lime/audit';

/** Sets what all runs of a project may cost in a period, replacing the limit there was. */
export async function setBudget(tx: TenantTx, actor: Actor, projectId: bigint, body: z.output<typeof SetBudgetBody>): Promise<void> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO project_budgets (tenant_id, project_id, period, limit_cents, soft_limit_cents)
    VALUES (${tx.tenantId}, ${projectId}, ${body.period}, ${body.limitCents}, ${body.softLimitCents})
    ON CONFLICT ON CONSTRAINT project_budgets_kind
    DO UPDATE SET limit_cents = excluded.limit_cents, soft_limit_cents = excluded.soft_limit_cents, version = project_budgets.version + 1, updated_at = now()
    RETURNING id`;
  recordAudit(tx, { actor, action: 'budget.set', target: { type: 'project_budget', id: row?.id ?? null }, payload: { projectId: String(projectId), ...body } });
}
