import type { CostPage } from '@lime/contracts';
import { centsOf } from '@lime/budgets';
import type { TenantRead } from '@lime/db';

/**
 * What an accepted change costs: of the changes that people approved and that reached a repository
 * in this time, the cost of all runs of their tickets (failed and rejected ones, plans and reviews
 * too, whenever they were) over the number of the changes.
 */
export async function readAcceptedCosts(tx: TenantRead, { from, to, projectId }: { from: Date; to: Date; projectId: bigint | null }): Promise<CostPage['accepted']> {
  const [row]: { changes: number; cost_micros: bigint }[] = await tx.sql`
    WITH accepted AS (
      SELECT DISTINCT r.id, r.ticket_id FROM effects e JOIN runs r ON r.tenant_id = e.tenant_id AND r.id = e.run_id
      WHERE e.tenant_id = ${tx.tenantId} AND e.kind = 'git.push' AND e.status = 'applied' AND e.updated_at >= ${from} AND e.updated_at < ${to}
        AND (${projectId}::bigint IS NULL OR r.project_id = ${projectId})
        AND EXISTS (SELECT 1 FROM gates g WHERE g.tenant_id = r.tenant_id AND g.run_id = r.id AND g.status = 'approved')),
    of_tickets AS (
      SELECT r.id FROM runs r WHERE r.tenant_id = ${tx.tenantId} AND r.ticket_id IN (SELECT ticket_id FROM accepted)
      UNION SELECT id FROM accepted),
    counted AS (
      SELECT id FROM of_tickets
      UNION SELECT c.id FROM of_tickets o JOIN runs c ON c.tenant_id = ${tx.tenantId} AND c.parent_run_id = o.id AND c.ticket_id IS NULL)
    SELECT (SELECT count(*)::int FROM accepted) AS changes,
      (SELECT coalesce(sum(u.cost_micros), 0)::bigint FROM usage_records u WHERE u.tenant_id = ${tx.tenantId} AND u.run_id IN (SELECT id FROM counted)) AS cost_micros`;
  const { changes, cost_micros: cost } = row ?? { changes: 0, cost_micros: 0n };
  return { changes, costCents: centsOf(cost), perChangeCents: changes === 0 ? null : centsOf(cost / BigInt(changes)) };
}
