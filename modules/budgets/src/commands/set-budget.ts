import type { z } from 'zod';
import type { SetBudgetBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { type Actor, recordAudit } from '@lime/audit';

/** Sets a project's limit for a period, replacing the one there was. */
export async function setBudget(tx: TenantTx, actor: Actor, projectId: bigint, body: z.output<typeof SetBudgetBody>): Promise<void> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO project_budgets (tenant_id, project_id, period, limit_cents, soft_limit_cents)
    VALUES (${tx.tenantId}, ${projectId}, ${body.period}, ${body.limitCents}, ${body.softLimitCents})
    ON CONFLICT (tenant_id, project_id, period)
    DO UPDATE SET limit_cents = excluded.limit_cents, soft_limit_cents = excluded.soft_limit_cents
    RETURNING id`;
  recordAudit(tx, { actor, action: 'budget.set', target: { type: 'project_budget', id: row?.id ?? null }, payload: { projectId: String(projectId), ...body } });
}
