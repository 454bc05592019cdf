import type { z } from 'zod';
import type { ChecksState, PullRequestState, PullRequestView, ReviewState } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';
import type { ForgePullRequest } from '../adapters/forge-adapter.ts';

export type PullRequestRow = {
  id: bigint;
  repository_id: bigint;
  full_name: string;
  project_id: bigint | null;
  ticket_id: bigint | null;
  run_id: bigint | null;
  number: number;
  title: string;
  url: string;
  state: z.infer<typeof PullRequestState>;
  head_ref: string;
  head_sha: string;
  base_ref: string;
  review_state: z.infer<typeof ReviewState>;
  checks_state: z.infer<typeof ChecksState>;
  merged_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
};

const idOrNull = (id: bigint | null) => (id === null ? null : String(id));

export function toPullRequestView(row: PullRequestRow): PullRequestView {
  return {
    id: String(row.id), repositoryId: String(row.repository_id), repository: row.full_name, projectId: idOrNull(row.project_id), ticketId: idOrNull(row.ticket_id), runId: idOrNull(row.run_id),
    number: row.number, title: row.title, url: row.url, state: row.state, headRef: row.head_ref, headSha: row.head_sha, baseRef: row.base_ref,
    reviewState: row.review_state, checksState: row.checks_state, mergedAt: row.merged_at?.toISOString() ?? null, version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  };
}

export type PullRequestsWanted = { page: PageWanted; projectId: bigint | null; ticketId: bigint | null; runId: bigint | null; repositoryId: bigint | null; state: string | null };

/** Newest first, one more than the page holds; `cursor` is the last one seen. */
export async function readPullRequests(tx: TenantRead, wanted: PullRequestsWanted): Promise<PullRequestRow[]> {
  const { page, projectId, ticketId, runId, repositoryId, state } = wanted;
  return await tx.sql`
    SELECT p.*, r.full_name FROM pull_requests p JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id
    WHERE p.tenant_id = ${tx.tenantId} AND (${page.cursor}::bigint IS NULL OR p.id < ${page.cursor}) AND (${projectId}::bigint IS NULL OR p.project_id = ${projectId})
      AND (${ticketId}::bigint IS NULL OR p.ticket_id = ${ticketId}) AND (${runId}::bigint IS NULL OR p.run_id = ${runId})
      AND (${repositoryId}::bigint IS NULL OR p.repository_id = ${repositoryId}) AND (${state}::text IS NULL OR p.state = ${state})
    ORDER BY p.id DESC LIMIT ${page.limit + 1}`;
}

export async function readPullRequest(tx: TenantRead, id: bigint): Promise<PullRequestRow | null> {
  const [row]: PullRequestRow[] = await tx.sql`
    SELECT p.*, r.full_name FROM pull_requests p JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id WHERE p.tenant_id = ${tx.tenantId} AND p.id = ${id}`;
  return row ?? null;
}

/** Who it belongs to, where that is known: what is null here stays as it is in the row. */
export type Belongs = { projectId: bigint | null; ticketId: bigint | null; runId: bigint | null };

/**
 * What the forge says of a pull request, kept unless something newer, by the forge's own clock, is known: what is merged
 * stays merged. A new head has no checks yet. Null when it was older, and changed nothing.
 */
export async function upsertPullRequest(tx: TenantTx, repositoryId: bigint, told: ForgePullRequest, { projectId, ticketId, runId }: Belongs): Promise<bigint | null> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO pull_requests AS p (tenant_id, repository_id, project_id, ticket_id, run_id, number, title, url, state, head_ref, head_sha, base_ref, merged_at, told_at)
    VALUES (${tx.tenantId}, ${repositoryId}, ${projectId}, ${ticketId}, ${runId}, ${told.number}, ${told.title}, ${told.url}, ${told.state}, ${told.headRef}, ${told.headSha}, ${told.baseRef}, ${told.mergedAt}::timestamptz, ${told.updatedAt}::timestamptz)
    ON CONFLICT (tenant_id, repository_id, number) DO UPDATE SET
      project_id = coalesce(p.project_id, excluded.project_id), ticket_id = coalesce(p.ticket_id, excluded.ticket_id), run_id = coalesce(p.run_id, excluded.run_id),
      title = excluded.title, url = excluded.url, state = CASE WHEN p.state = 'merged' THEN p.state ELSE excluded.state END, head_ref = excluded.head_ref, head_sha = excluded.head_sha, base_ref = excluded.base_ref,
      checks_state = CASE WHEN p.head_sha = excluded.head_sha THEN p.checks_state ELSE 'none' END,
      merged_at = coalesce(p.merged_at, excluded.merged_at), told_at = excluded.told_at, version = p.version + 1, updated_at = now()
      WHERE p.told_at IS NULL OR p.told_at <= excluded.told_at
    RETURNING id`;
  return row?.id ?? null;
}

/** What a reviewer has decided, unless a later decision is known. */
export async function setReviewState(tx: TenantTx, id: bigint, state: PullRequestRow['review_state'], at: string): Promise<void> {
  await tx.sql`
    UPDATE pull_requests SET review_state = ${state}, reviewed_at = ${at}::timestamptz, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND (reviewed_at IS NULL OR reviewed_at <= ${at}::timestamptz)`;
}

export async function findByNumber(tx: TenantRead, repositoryId: bigint, number: number): Promise<PullRequestRow | null> {
  const [row]: PullRequestRow[] = await tx.sql`
    SELECT p.*, r.full_name FROM pull_requests p JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id
    WHERE p.tenant_id = ${tx.tenantId} AND p.repository_id = ${repositoryId} AND p.number = ${number}`;
  return row ?? null;
}

/** Open ones whose branch stands at this commit, or at one of which only this beginning is known. */
export async function findByHead(tx: TenantRead, repositoryId: bigint, headSha: string): Promise<PullRequestRow[]> {
  return await tx.sql`
    SELECT p.*, r.full_name FROM pull_requests p JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id
    WHERE p.tenant_id = ${tx.tenantId} AND p.repository_id = ${repositoryId} AND starts_with(${headSha}::text, p.head_sha) AND p.head_sha <> '' AND p.state = 'open' ORDER BY p.id`;
}

/** What the checks of each open pull request of a ticket come to. */
export async function readOpenChecks(tx: TenantRead, ticketId: bigint): Promise<{ name: string; state: 'pending' | 'passed' | 'failed' }[]> {
  return await tx.sql`SELECT number::text AS name, checks_state AS state FROM pull_requests WHERE tenant_id = ${tx.tenantId} AND ticket_id = ${ticketId} AND state = 'open' AND checks_state <> 'none'`;
}

export async function setChecksState(tx: TenantTx, id: bigint, state: PullRequestRow['checks_state']): Promise<void> {
  await tx.sql`UPDATE pull_requests SET checks_state = ${state}, version = version + 1, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND checks_state <> ${state}`;
}
