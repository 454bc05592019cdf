import type { RunQuery, RunSummary } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import type { z } from 'zod';
import { readRunRows, toRunSummary } from './run-summary.ts';

type Wanted = Omit<z.output<typeof RunQuery>, 'cursor' | 'limit'>;

/** Runs, newest first; `next` is the cursor of the following page. */
export async function listRuns(tx: TenantRead, wanted: Wanted, page: PageWanted): Promise<{ items: RunSummary[]; next: string | null }> {
  // Only what is asked for stands in the statement, so that its index serves it.
  const rows = await readRunRows(tx, tx.sql`TRUE ${conditions(tx, wanted, page)} ORDER BY r.id DESC LIMIT ${page.limit + 1}`);
  return toPage(rows, page, toRunSummary);
}

function conditions({ sql, tenantId }: TenantRead, { projectId, ticketId, provider, mode, status, repositoryId }: Wanted, { cursor }: PageWanted) {
  return sql`
    ${projectId === undefined ? sql`` : sql`AND r.project_id = ${BigInt(projectId)}`}
    ${ticketId === undefined ? sql`` : sql`AND r.ticket_id = ${BigInt(ticketId)}`}
    ${provider === undefined ? sql`` : sql`AND r.provider = ${provider}`}
    ${mode === undefined ? sql`` : sql`AND r.mode = ${mode}`}
    ${status === undefined ? sql`` : sql`AND r.status = ${status}`}
    ${repositoryId === undefined ? sql`` : sql`AND r.id IN (SELECT run_id FROM run_repositories WHERE tenant_id = ${tenantId} AND repository_id = ${BigInt(repositoryId)})`}
    ${cursor === null ? sql`` : sql`AND r.id < ${cursor}`}`;
}
