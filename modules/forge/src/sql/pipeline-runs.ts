import type { z } from 'zod';
import type { PipelineRunStatus, PipelineRunView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';
import type { ForgePipelineRun } from '../adapters/forge-adapter.ts';

export type PipelineRunRow = {
  id: bigint; pipeline_id: bigint; pipeline: string; repository_id: bigint; repository: string; project_id: bigint | null; external_run_id: string; number: number; attempt: number;
  status: z.infer<typeof PipelineRunStatus>; conclusion: string | null; url: string; head_sha: string; head_ref: string; pull_request: number | null; ticket_id: bigint | null;
  started_at: Date | null; completed_at: Date | null; provider_updated_at: Date;
};

export function toPipelineRunView(row: PipelineRunRow): PipelineRunView {
  return {
    id: String(row.id), pipelineId: String(row.pipeline_id), pipeline: row.pipeline, repositoryId: String(row.repository_id), repository: row.repository, projectId: row.project_id === null ? null : String(row.project_id),
    externalRunId: row.external_run_id, number: row.number, attempt: row.attempt, status: row.status, conclusion: row.conclusion, url: row.url, headSha: row.head_sha, headRef: row.head_ref, pullRequest: row.pull_request,
    ticketId: row.ticket_id === null ? null : String(row.ticket_id), startedAt: row.started_at?.toISOString() ?? null, completedAt: row.completed_at?.toISOString() ?? null, updatedAt: row.provider_updated_at.toISOString(),
  };
}

export type ToldRun = ForgePipelineRun & { completedAt: string | null; pullRequest: number | null; ticketId: bigint | null };

/**
 * What the forge says of a run, kept unless something newer is known: of a later attempt; of the same one at a later
 * moment; or, at that moment, further on. Null when it was older, and changed nothing.
 */
export async function upsertPipelineRun(tx: TenantTx, { pipelineId, repositoryId }: { pipelineId: bigint; repositoryId: bigint }, told: ToldRun): Promise<bigint | null> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO pipeline_runs AS p (tenant_id, pipeline_id, repository_id, external_run_id, number, attempt, status, conclusion, url, head_sha, head_ref, pull_request, ticket_id, started_at, completed_at, provider_updated_at)
    VALUES (${tx.tenantId}, ${pipelineId}, ${repositoryId}, ${told.externalRunId}, ${told.number}, ${told.attempt}, ${told.status}, ${told.conclusion}, ${told.url}, ${told.headSha}, ${told.headRef}, ${told.pullRequest}, ${told.ticketId},
      ${told.startedAt}::timestamptz, ${told.completedAt}::timestamptz, ${told.updatedAt}::timestamptz)
    ON CONFLICT (tenant_id, repository_id, external_run_id) DO UPDATE SET
      number = excluded.number, attempt = excluded.attempt, status = excluded.status, conclusion = excluded.conclusion, url = excluded.url, head_sha = excluded.head_sha, head_ref = excluded.head_ref,
      pull_request = coalesce(excluded.pull_request, p.pull_request), ticket_id = coalesce(excluded.ticket_id, p.ticket_id),
      started_at = coalesce(excluded.started_at, p.started_at), completed_at = excluded.completed_at, provider_updated_at = excluded.provider_updated_at
      WHERE (excluded.attempt, excluded.provider_updated_at, array_position(ARRAY['queued', 'in_progress', 'completed'], excluded.status))
        > (p.attempt, p.provider_updated_at, array_position(ARRAY['queued', 'in_progress', 'completed'], p.status))
    RETURNING id`;
  return row?.id ?? null;
}

export type PipelineRunsWanted = { page: PageWanted; id?: bigint; pipelineId?: bigint | null; projectId?: bigint | null; repositoryId?: bigint | null; ticketId?: bigint | null; status?: string | null; headSha?: string | null };

/** Newest first, one more than the page holds. */
export async function readPipelineRuns(tx: TenantRead, wanted: PipelineRunsWanted): Promise<PipelineRunRow[]> {
  const { page, id = null, pipelineId = null, projectId = null, repositoryId = null, ticketId = null, status = null, headSha = null } = wanted;
  return await tx.sql`
    SELECT p.*, b.name AS pipeline, b.project_id, r.full_name AS repository
    FROM pipeline_runs p JOIN build_pipelines b ON b.tenant_id = p.tenant_id AND b.id = p.pipeline_id JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id
    WHERE p.tenant_id = ${tx.tenantId} AND (${page.cursor}::bigint IS NULL OR p.id < ${page.cursor}) AND (${id}::bigint IS NULL OR p.id = ${id}) AND (${pipelineId}::bigint IS NULL OR p.pipeline_id = ${pipelineId})
      AND (${projectId}::bigint IS NULL OR b.project_id = ${projectId}) AND (${repositoryId}::bigint IS NULL OR p.repository_id = ${repositoryId}) AND (${ticketId}::bigint IS NULL OR p.ticket_id = ${ticketId})
      AND (${status}::text IS NULL OR p.status = ${status}) AND (${headSha}::text IS NULL OR p.head_sha = ${headSha})
    ORDER BY p.id DESC LIMIT ${page.limit + 1}`;
}

export async function readPipelineRun(tx: TenantRead, id: bigint): Promise<PipelineRunRow | null> {
  return (await readPipelineRuns(tx, { page: { cursor: null, limit: 1 }, id }))[0] ?? null;
}
