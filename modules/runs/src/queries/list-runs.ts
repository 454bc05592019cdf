import type { RunStatus, RunSummary } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { readRunRows, toRunSummary } from './run-summary.ts';

export type RunFilter = { projectId: bigint | null; ticketId: bigint | null; status: RunStatus | null; page: PageWanted };

/** Runs, newest first; `next` is the cursor of the following page. */
export async function listRuns(tx: TenantRead, filter: RunFilter): Promise<{ items: RunSummary[]; next: string | null }> {
  const rows = await readRunRows(tx, tx.sql`
      (${filter.projectId}::bigint IS NULL OR r.project_id = ${filter.projectId})
      AND (${filter.ticketId}::bigint IS NULL OR r.ticket_id = ${filter.ticketId})
      AND (${filter.status}::text IS NULL OR r.status = ${filter.status})
      AND (${filter.page.cursor}::bigint IS NULL OR r.id < ${filter.page.cursor})
    ORDER BY r.id DESC LIMIT ${filter.page.limit + 1}`);
  return toPage(rows, filter.page, toRunSummary);
}
