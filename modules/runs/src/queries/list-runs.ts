import type { RunStatus, RunSummary } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type RunSummaryRow, toRunSummary } from './run-summary.ts';

export type RunFilter = { projectId: bigint | null; ticketId: bigint | null; status: RunStatus | null; before: bigint | null; limit: number };

/** Runs, newest first; `next` is the cursor of the following page. */
export async function listRuns(tx: TenantRead, filter: RunFilter): Promise<{ items: RunSummary[]; next: string | null }> {
  const rows: RunSummaryRow[] = await tx.sql`
    SELECT r.*, coalesce(nullif(u.name, ''), u.email) AS created_by_name FROM runs r LEFT JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.created_by
    WHERE r.tenant_id = ${tx.tenantId}
      AND (${filter.projectId}::bigint IS NULL OR r.project_id = ${filter.projectId})
      AND (${filter.ticketId}::bigint IS NULL OR r.ticket_id = ${filter.ticketId})
      AND (${filter.status}::text IS NULL OR r.status = ${filter.status})
      AND (${filter.before}::bigint IS NULL OR r.id < ${filter.before})
    ORDER BY r.id DESC LIMIT ${filter.limit + 1}`;
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return { items: page.map(toRunSummary), next: rows.length > filter.limit && last ? String(last.id) : null };
}
