import type { ForgeEvent } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { EventTicket } from '@lime/forge';

/** What a forge says of a pull request. */
export type PullStage = 'opened' | 'changes_requested' | 'approved' | 'closed' | 'merged';
export type PullName = { provider: string; repository: string; number: number };
export type PullRow = { stage: PullStage; at: Date };

/** The ticket of a pull request that is known by itself: one that a run opened, or that was found before. */
export async function findTicketOfPull(tx: TenantRead, repository: NonNullable<ForgeEvent['repository']>, number: number): Promise<EventTicket> {
  const [row]: { ticket_id: bigint; project_id: bigint; run_id: bigint | null }[] = await tx.sql`
    SELECT p.ticket_id, t.project_id, p.run_id FROM repositories r
    JOIN pull_requests p ON p.tenant_id = r.tenant_id AND p.repository_id = r.id AND p.number = ${number} JOIN tickets t ON t.tenant_id = p.tenant_id AND t.id = p.ticket_id AND t.deleted_at IS NULL
    WHERE r.tenant_id = ${tx.tenantId} AND r.provider = ${repository.provider} AND r.external_repo_id = ${repository.externalId} ORDER BY p.id LIMIT 1`;
  return row ? { ticketId: row.ticket_id, projectId: row.project_id, runId: row.run_id } : null;
}

/** The first of these tickets that there is. */
export async function findTicketByRef(tx: TenantRead, refs: { key: string; number: number }[]): Promise<EventTicket> {
  if (refs.length === 0) return null;
  const [row]: { id: bigint; project_id: bigint }[] = await tx.sql`
    SELECT t.id, t.project_id FROM jsonb_to_recordset(${refs.map((ref, index) => ({ ...ref, index }))}::jsonb) AS r (key text, number int, index int)
    JOIN projects p ON p.tenant_id = ${tx.tenantId} AND p.key = r.key JOIN tickets t ON t.tenant_id = p.tenant_id AND t.project_id = p.id AND t.number = r.number AND t.deleted_at IS NULL
    ORDER BY r.index LIMIT 1`;
  return row ? { ticketId: row.id, projectId: row.project_id, runId: null } : null;
}

export async function readPull(tx: TenantRead, ticketId: bigint, pull: PullName): Promise<PullRow | null> {
  const [row]: PullRow[] = await tx.sql`
    SELECT stage, at FROM ticket_pulls WHERE tenant_id = ${tx.tenantId} AND ticket_id = ${ticketId} AND provider = ${pull.provider} AND repository = ${pull.repository} AND number = ${pull.number}`;
  return row ?? null;
}

export async function setPull(tx: TenantTx, ticketId: bigint, pull: PullName, row: { stage: PullStage; at: string }): Promise<void> {
  await tx.sql`
    INSERT INTO ticket_pulls (tenant_id, ticket_id, provider, repository, number, stage, at) VALUES (${tx.tenantId}, ${ticketId}, ${pull.provider}, ${pull.repository}, ${pull.number}, ${row.stage}, ${row.at}::timestamptz)
    ON CONFLICT (tenant_id, ticket_id, provider, repository, number) DO UPDATE SET stage = excluded.stage, at = excluded.at`;
}

/** Notes on the ticket how its pull request stands, where it is, and of which repository and branch. It is no change that people would have to read before theirs. */
export async function notePull(tx: TenantTx, ticketId: bigint, { provider, repository, stage, url, branch }: PullName & { stage: PullStage; url: string; branch: string }): Promise<void> {
  const web = /^https?:/.test(url) ? url : null;
  await tx.sql`
    UPDATE tickets SET status_meta = status_meta || jsonb_build_object('pullRequest', ${stage}::text), pr_url = coalesce(${web}, pr_url), branch = coalesce(branch, ${branch}), updated_at = now(),
      repository_id = coalesce(repository_id, (SELECT min(r.id) FROM repositories r WHERE r.tenant_id = ${tx.tenantId} AND r.provider = ${provider} AND r.external_repo_id = ${repository} AND r.archived_at IS NULL))
    WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId}`;
}

export type KnownPull = PullName & { ticketId: bigint; projectId: bigint; url: string; branch: string; state: 'open' | 'merged' | 'closed'; at: string };

/** A pull request as it was learned otherwise than by an event, with its ticket; null when it has none, or no forge names its repository. */
export async function readKnownPull(tx: TenantRead, pullRequestId: bigint): Promise<KnownPull | null> {
  const [row]: (Omit<KnownPull, 'at'> & { at: Date })[] = await tx.sql`
    SELECT r.provider, r.external_repo_id AS repository, p.number, p.ticket_id AS "ticketId", t.project_id AS "projectId", p.url, p.head_ref AS branch, p.state, coalesce(p.told_at, p.updated_at) AS at
    FROM pull_requests p JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id JOIN tickets t ON t.tenant_id = p.tenant_id AND t.id = p.ticket_id AND t.deleted_at IS NULL
    WHERE p.tenant_id = ${tx.tenantId} AND p.id = ${pullRequestId} AND r.external_repo_id IS NOT NULL`;
  return row ? { ...row, at: row.at.toISOString() } : null;
}

/** Notes how its builds stand, or that there are none; its project when that is news. */
export async function setBuild(tx: TenantTx, ticketId: bigint, state: string | null): Promise<bigint | null> {
  const [row]: { project_id: bigint }[] = await tx.sql`
    UPDATE tickets SET status_meta = (status_meta - 'build') || jsonb_strip_nulls(jsonb_build_object('build', ${state}::text)), updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId} AND status_meta->>'build' IS DISTINCT FROM ${state}::text RETURNING project_id`;
  return row?.project_id ?? null;
}

/** Pull requests of the ticket that are neither merged nor closed. */
export async function countOpenPulls(tx: TenantRead, ticketId: bigint): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`SELECT count(*)::int AS count FROM ticket_pulls WHERE tenant_id = ${tx.tenantId} AND ticket_id = ${ticketId} AND stage NOT IN ('merged', 'closed')`;
  return row?.count ?? 0;
}
