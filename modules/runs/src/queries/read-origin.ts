import type { JsonObject, Provider, RunStatus, WaitingOn, WorkOrigin } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { digestTranscript } from './digest-transcript.ts';

/** A run that another one may start from. */
export type OriginRun = {
  id: bigint;
  project_id: bigint | null;
  ticket_id: bigint | null;
  /** How many runs lead to it, one from the other: by its parents and what it goes on with. */
  depth: number;
  workflow: string;
  title: string;
  status: RunStatus;
  waiting_on: WaitingOn | null;
  input: JsonObject;
  /** Its newest change, whatever became of it, and the commit that it was made on when the runner has told. */
  patch: { sha256: string; size: number } | null;
  base_sha: string | null;
  /** Of several repositories each. */
  base_shas: { folder: string; baseSha: string }[] | null;
};

/** The run with its newest change: proposed, approved, left unfinished, or broken; null when it is not this tenant's. */
export async function readOriginRun(tx: TenantRead, runId: bigint): Promise<OriginRun | null> {
  const [run]: (Omit<OriginRun, 'patch'> & { sha256: string | null; size: bigint | null })[] = await tx.sql`
    SELECT r.id, r.project_id, r.ticket_id, r.depth, r.workflow, r.title, r.status, r.waiting_on, r.input, p.sha256, p.size, p.base_sha, p.base_shas
    FROM runs r LEFT JOIN LATERAL (
      SELECT a.sha256, a.size, s.output->>'baseSha' AS base_sha, s.output->'repositories' AS base_shas FROM artifacts a LEFT JOIN run_steps s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
      WHERE a.tenant_id = r.tenant_id AND a.run_id = r.id AND a.kind IN ('diff', 'partial_diff', 'broken_diff', 'refused_diff') ORDER BY a.id DESC LIMIT 1) p ON true
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${runId}`;
  if (!run) return null;
  const { sha256, size, ...rest } = run;
  return { ...rest, patch: sha256 === null ? null : { sha256, size: Number(size) } };
}

/** What a runner is given of a run that its work starts from. A reviewer gets no session: it is to judge by itself. */
export async function readWorkOrigin(tx: TenantRead, run: OriginRun, wanted: { as: WorkOrigin['as']; provider: Provider }): Promise<WorkOrigin> {
  const session = wanted.as === 'continuation' ? await latestSession(tx, run.id, wanted.provider) : null;
  const standing = run.status === 'waiting' && run.waiting_on === 'gate' ? 'waits for a decision' : run.status;
  const digest = `Run ${run.id}, "${run.title}", ${standing}.\n${await digestTranscript(tx, run.id)}`;
  return { runId: String(run.id), as: wanted.as, patch: run.patch, session, digest, said: null };
}

async function latestSession(tx: TenantRead, runId: bigint, provider: Provider): Promise<WorkOrigin['session']> {
  const [row]: { sha256: string; size: bigint }[] = await tx.sql`
    SELECT sha256, size FROM artifacts
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND kind = 'session' AND metadata->>'provider' = ${provider} ORDER BY id DESC LIMIT 1`;
  return row ? { sha256: row.sha256, size: Number(row.size), provider } : null;
}
