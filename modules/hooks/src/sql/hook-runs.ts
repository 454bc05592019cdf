import type { HookContext, HookEvent, HookResult, HookRuntime, Json } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import { leaseGraceMs, mostClaims, tenantHooksAtOnce } from '../tunables.ts';

/** Something that hooks may be called for. `occurrence` names it: told again, it is the same one. */
export type Happening = { occurrence: string; context: HookContext };

/** A hook that is to be run now, by whoever holds this. */
export type ClaimedHook = {
  id: bigint; hook_id: bigint; event_type: HookEvent; occurrence: string; attempt: number; claims: number; context: HookContext;
  name: string; runtime: HookRuntime; code: string; egress: string[]; timeout_ms: number; max_attempts: number; enabled: boolean;
};

/** Whether any hook of the tenant is called for the event: cheap enough to be asked with every ticket. */
export async function hasHooks(tx: TenantRead, event: HookEvent): Promise<boolean> {
  const rows: unknown[] = await tx.sql`SELECT 1 FROM hooks WHERE tenant_id = ${tx.tenantId} AND event_type = ${event} AND enabled LIMIT 1`;
  return rows.length > 0;
}

/** Queues every hook that is called for these; answers how many there are. */
export async function insertQueued(tx: TenantTx, happenings: Happening[]): Promise<number> {
  const rows: unknown[] = await tx.sql`
    INSERT INTO hook_runs (tenant_id, hook_id, event_type, occurrence, context)
    SELECT h.tenant_id, h.id, h.event_type, n.occurrence, n.context
    FROM jsonb_to_recordset(${happenings}::jsonb) AS n (occurrence text, context jsonb)
    JOIN hooks h ON h.event_type = n.context->>'event' AND (h.project_id IS NULL OR h.project_id = (n.context->>'projectId')::bigint)
    WHERE h.tenant_id = ${tx.tenantId} AND h.enabled
    ON CONFLICT DO NOTHING RETURNING 1`;
  return rows.length;
}

/** Takes up the tenant's oldest hook that waits, or whose holder is gone; null when there is none, or no room. */
export async function claimNextHook(tx: TenantTx): Promise<ClaimedHook | null> {
  await lockPlaces(tx);
  const [row]: ClaimedHook[] = await tx.sql`
    UPDATE hook_runs r SET status = 'running', claims = r.claims + 1, started_at = now(), lease_expires_at = now() + make_interval(secs => (h.timeout_ms + ${leaseGraceMs}) / 1000.0)
    FROM hooks h
    WHERE r.tenant_id = ${tx.tenantId} AND h.tenant_id = r.tenant_id AND h.id = r.hook_id AND r.id = (
        SELECT w.id FROM hook_runs w
        WHERE w.tenant_id = ${tx.tenantId} AND w.event_type NOT LIKE 'before%' AND w.claims < ${mostClaims}
          AND ((w.status = 'queued' AND w.run_after <= now()) OR (w.status = 'running' AND w.lease_expires_at < now()))
        ORDER BY w.id LIMIT 1)
      AND (SELECT count(*) FROM hook_runs b WHERE b.tenant_id = ${tx.tenantId} AND b.status = 'running' AND b.lease_expires_at >= now() AND b.event_type NOT LIKE 'before%') < ${tenantHooksAtOnce}
    RETURNING r.id, r.hook_id, r.event_type, r.occurrence, r.attempt, r.claims, r.context, h.name, h.runtime, h.code, h.egress, h.timeout_ms, h.max_attempts, h.enabled`;
  return row ?? null;
}

/** Whoever counts the hooks at work and adds one is alone in that: two that count at once would both find room. */
function lockPlaces(tx: TenantTx): Promise<unknown> {
  return tx.sql`SELECT pg_advisory_xact_lock(76117, hashint8(${tx.tenantId}))`.execute();
}

/**
 * Takes up the hook for something that waits for its answer. `over` when it has been asked before; null when there is no
 * room now, or another still holds it.
 */
export async function claimBeforeHook(tx: TenantTx, hookId: bigint, { occurrence, context }: Happening): Promise<ClaimedHook | 'over' | null> {
  await lockPlaces(tx);
  const [row]: ClaimedHook[] = await tx.sql`
    WITH taken AS (
      INSERT INTO hook_runs AS r (tenant_id, hook_id, event_type, occurrence, context, status, claims, started_at, lease_expires_at)
      SELECT h.tenant_id, h.id, h.event_type, ${occurrence}, ${context}::jsonb, 'running', 1, now(), now() + make_interval(secs => (h.timeout_ms + ${leaseGraceMs}) / 1000.0)
      FROM hooks h WHERE h.tenant_id = ${tx.tenantId} AND h.id = ${hookId}
        AND (SELECT count(*) FROM hook_runs b WHERE b.tenant_id = ${tx.tenantId} AND b.status = 'running' AND b.lease_expires_at >= now() AND b.event_type LIKE 'before%') < ${tenantHooksAtOnce}
      ON CONFLICT (tenant_id, hook_id, event_type, occurrence, attempt) DO UPDATE SET claims = r.claims + 1, started_at = now(), lease_expires_at = excluded.lease_expires_at
        WHERE r.status = 'running' AND r.lease_expires_at < now()
      RETURNING *)
    SELECT t.id, t.hook_id, t.event_type, t.occurrence, t.attempt, t.claims, t.context, h.name, h.runtime, h.code, h.egress, h.timeout_ms, h.max_attempts, h.enabled
    FROM taken t JOIN hooks h ON h.tenant_id = t.tenant_id AND h.id = t.hook_id`;
  if (row) return row;
  const [open]: unknown[] = await tx.sql`
    SELECT 1 FROM hooks h LEFT JOIN hook_runs r ON r.tenant_id = h.tenant_id AND r.hook_id = h.id AND r.event_type = h.event_type AND r.occurrence = ${occurrence} AND r.attempt = 1
    WHERE h.tenant_id = ${tx.tenantId} AND h.id = ${hookId} AND coalesce(r.status, 'queued') <> 'done'`;
  return open ? null : 'over';
}

/** Writes down how a hook ended; false when another has taken it up since. */
export async function finishHookRun(tx: TenantTx, { id, claims }: Pick<ClaimedHook, 'id' | 'claims'>, result: HookResult): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    UPDATE hook_runs SET status = 'done', lease_expires_at = NULL, ended_at = now(), outcome = ${result.outcome}, output = ${JSON.stringify(result.output)}::text::jsonb, error = ${result.error}::jsonb,
      log = ${result.log}, egress = ${result.egress}::jsonb, duration_ms = ${result.durationMs}
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND claims = ${claims} AND status = 'running' RETURNING 1`;
  return rows.length > 0;
}

/** Another attempt for the same happening. */
export async function insertNextAttempt(tx: TenantTx, { id }: Pick<ClaimedHook, 'id'>, afterSeconds: number): Promise<void> {
  await tx.sql`
    INSERT INTO hook_runs (tenant_id, hook_id, event_type, occurrence, attempt, context, run_after)
    SELECT tenant_id, hook_id, event_type, occurrence, attempt + 1, context, now() + make_interval(secs => ${afterSeconds}) FROM hook_runs WHERE tenant_id = ${tx.tenantId} AND id = ${id}
    ON CONFLICT DO NOTHING`;
}

/** Closes what was taken up too often, or whose asker is gone with the server that asked. */
export async function closeLost(tx: TenantTx): Promise<void> {
  const error = { message: 'the server that ran it has stopped', line: null, column: null };
  await tx.sql`
    UPDATE hook_runs SET status = 'done', outcome = 'failed', error = ${error}::jsonb, lease_expires_at = NULL, ended_at = now()
    WHERE tenant_id = ${tx.tenantId} AND status = 'running'
      AND ((claims >= ${mostClaims} AND lease_expires_at < now()) OR (event_type LIKE 'before%' AND lease_expires_at < now() - interval '1 hour'))`;
}

export type AskedHook = { id: bigint; name: string };

/** The hooks that are asked before something, in the order in which they are. */
export async function readAsked(tx: TenantRead, { event, projectId }: Pick<HookContext, 'event' | 'projectId'>): Promise<AskedHook[]> {
  return await tx.sql`
    SELECT id, name FROM hooks WHERE tenant_id = ${tx.tenantId} AND event_type = ${event} AND enabled AND (project_id IS NULL OR project_id = ${projectId}::bigint) ORDER BY id`;
}

/** What a hook has answered when it was asked before; null when it has not. */
export async function readAnswer(tx: TenantRead, hookId: bigint, occurrence: string): Promise<{ outcome: string; output: Json } | null> {
  const [row]: { outcome: string; output: Json }[] = await tx.sql`
    SELECT outcome, output FROM hook_runs WHERE tenant_id = ${tx.tenantId} AND hook_id = ${hookId} AND occurrence = ${occurrence} AND status = 'done' ORDER BY id DESC LIMIT 1`;
  return row ?? null;
}

/** A hook that is being asked before something of a run goes on. */
export type HookInHand = { name: string; event_type: HookEvent; started_at: Date; timeout_ms: number };

/** The hook whose answer a run waits for; null when it waits for none. */
export async function readHookInHand(tx: TenantRead, runId: bigint): Promise<HookInHand | null> {
  const [row]: HookInHand[] = await tx.sql`
    SELECT h.name, r.event_type, r.started_at, h.timeout_ms FROM hook_runs r JOIN hooks h ON h.tenant_id = r.tenant_id AND h.id = r.hook_id
    WHERE r.tenant_id = ${tx.tenantId} AND r.status <> 'done' AND r.event_type LIKE 'before%' AND r.context->>'runId' = ${String(runId)} ORDER BY r.id DESC LIMIT 1`;
  return row ?? null;
}

/** The next hook that would be asked before something, if there were a free place; null when there is one, or nothing to ask. */
export async function readHookKeptWaiting(tx: TenantRead, { event, projectId, occurrence }: Pick<HookContext, 'event' | 'projectId'> & Pick<Happening, 'occurrence'>): Promise<{ name: string; places: number } | null> {
  const [row]: { name: string; busy: number }[] = await tx.sql`
    SELECT h.name, (SELECT count(*)::int FROM hook_runs b WHERE b.tenant_id = ${tx.tenantId} AND b.status = 'running' AND b.lease_expires_at >= now() AND b.event_type LIKE 'before%') AS busy
    FROM hooks h WHERE h.tenant_id = ${tx.tenantId} AND h.event_type = ${event} AND h.enabled AND (h.project_id IS NULL OR h.project_id = ${projectId}::bigint)
      AND NOT EXISTS (SELECT 1 FROM hook_runs r WHERE r.tenant_id = h.tenant_id AND r.hook_id = h.id AND r.occurrence = ${occurrence} AND r.status = 'done')
    ORDER BY h.id LIMIT 1`;
  return row && row.busy >= tenantHooksAtOnce ? { name: row.name, places: tenantHooksAtOnce } : null;
}
