import { type CodeDiffView, DiffMetadata } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type CodeDiffRow = {
  id: bigint; run_id: bigint; project_id: bigint | null; ticket_id: bigint | null; repository_id: string | null; repository: string | null; base_ref: string | null; base_sha: string | null;
  head_ref: string | null; head_sha: string | null; summary: string | null; metadata: unknown; size: bigint; sha256: string; created_at: Date;
};

export type CodeDiffsWanted = { page: PageWanted; id?: bigint | null; repositoryId: bigint | null; runId: bigint | null; ticketId: bigint | null; projectId: bigint | null };

/**
 * Changes of runs, each of one repository, the newest first, one more than the page holds. A change of several is told
 * of by its parts. Where it stands is read off the run's input and the ledger of effects, and kept nowhere twice.
 */
export async function readCodeDiffs(tx: TenantRead, { page, id = null, repositoryId, runId, ticketId, projectId }: CodeDiffsWanted): Promise<CodeDiffRow[]> {
  return await tx.sql`
    SELECT d.*, coalesce(r.full_name, d.place->>'url') AS repository, regexp_replace(d.base_ref_full, '^refs/heads/', '') AS base_ref, e.request->>'branch' AS head_ref, e.request->>'sha' AS head_sha FROM (
      SELECT a.id, a.run_id, a.size, a.sha256, a.metadata, a.created_at, run.project_id, run.ticket_id, s.output->>'summary' AS summary, place, place->>'repositoryId' AS repository_id, a.metadata->>'folder' AS folder,
        coalesce(part->>'targetRef', s.output->>'targetRef') AS base_ref_full, coalesce(part->>'baseSha', s.output->>'baseSha') AS base_sha
      FROM artifacts a JOIN runs run ON run.tenant_id = a.tenant_id AND run.id = a.run_id LEFT JOIN run_steps s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
      LEFT JOIN LATERAL (
        SELECT one AS place FROM jsonb_path_query(jsonb_build_array(run.input->'repository') || coalesce(run.input->'others', '[]'), '$[*]') one
        WHERE a.kind = 'diff' OR one->>'folder' = a.metadata->>'folder' LIMIT 1) places ON true
      LEFT JOIN LATERAL (SELECT one AS part FROM jsonb_path_query(s.output, '$.repositories[*]') one WHERE one->>'folder' = a.metadata->>'folder' LIMIT 1) parts ON true
      WHERE a.tenant_id = ${tx.tenantId} AND a.kind IN ('diff', 'repository_diff') AND (a.kind = 'repository_diff' OR jsonb_array_length(coalesce(run.input->'others', '[]')) = 0)
        AND (${page.cursor}::bigint IS NULL OR a.id < ${page.cursor}) AND (${id}::bigint IS NULL OR a.id = ${id}) AND (${runId}::bigint IS NULL OR a.run_id = ${runId})
        AND (${ticketId}::bigint IS NULL OR run.ticket_id = ${ticketId}) AND (${projectId}::bigint IS NULL OR run.project_id = ${projectId})
        AND (${repositoryId}::bigint IS NULL OR place->>'repositoryId' = ${repositoryId}::text)
      ORDER BY a.id DESC LIMIT ${page.limit + 1}) d
    LEFT JOIN repositories r ON r.tenant_id = ${tx.tenantId} AND r.id = d.repository_id::bigint
    LEFT JOIN LATERAL (
      SELECT request FROM effects WHERE tenant_id = ${tx.tenantId} AND run_id = d.run_id AND kind = 'git.push' AND status = 'applied' AND request->>'folder' IS NOT DISTINCT FROM d.folder ORDER BY id DESC LIMIT 1) e ON true
    ORDER BY d.id DESC`;
}

const idOrNull = (id: bigint | null) => (id === null ? null : String(id));

export function toCodeDiffView(row: CodeDiffRow): CodeDiffView {
  const { filesChanged, insertions, deletions } = DiffMetadata.safeParse(row.metadata).data ?? { filesChanged: 0, insertions: 0, deletions: 0 };
  return {
    id: String(row.id), runId: String(row.run_id), projectId: idOrNull(row.project_id), ticketId: idOrNull(row.ticket_id), repositoryId: row.repository_id, repository: row.repository,
    baseRef: row.base_ref, baseSha: row.base_sha, headRef: row.head_ref, headSha: row.head_sha, summary: row.summary, stats: { filesChanged, insertions, deletions },
    size: Number(row.size), sha256: row.sha256, createdAt: row.created_at.toISOString(),
  };
}
