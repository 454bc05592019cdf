import type { Json, JsonObject, StepKind } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunRow, StepRow } from '../model.ts';
import { runLeaseMs } from '../tunables.ts';

export type NewItem = { key: string; title: string; kind: StepKind; item_index: number; provider: string | null; timeout_seconds: number | null; max_attempts: number; backoff_ms: number; input: JsonObject };

export async function insertItems(tx: TenantTx, runId: bigint, mapStepId: bigint, position: number, items: NewItem[]): Promise<void> {
  await tx.sql`
    INSERT INTO run_steps (tenant_id, run_id, parent_step_id, position, status, key, title, kind, item_index, provider, timeout_seconds, max_attempts, backoff_ms, input)
    SELECT ${tx.tenantId}, ${runId}, ${mapStepId}, ${position}, 'queued', i.*
    FROM jsonb_to_recordset(${items}::jsonb) AS i (key text, title text, kind text, item_index int, provider text, timeout_seconds int, max_attempts int, backoff_ms int, input jsonb)`;
}

/**
 * Takes the next item of a map that this server may run itself. The map's row is locked first, in
 * a statement of its own: claims count one after another, each seeing the ones before it, so that
 * no more than `item_limit` are ever in flight.
 */
export async function claimItem(tx: TenantTx, mapStepId: bigint): Promise<StepRow | null> {
  const [map]: { item_limit: number }[] = await tx.sql`
    SELECT item_limit FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${mapStepId} AND status = 'running' FOR UPDATE`;
  if (!map) return null;
  const [item]: StepRow[] = await tx.sql`
    UPDATE run_steps SET status = 'running', lease_token = lease_token + 1, started_at = now(),
      lease_expires_at = now() + make_interval(secs => ${runLeaseMs / 1000}), due_at = now() + make_interval(secs => ${runLeaseMs / 1000})
    WHERE id = (
        SELECT id FROM run_steps
        WHERE tenant_id = ${tx.tenantId} AND parent_step_id = ${mapStepId} AND status = 'queued' AND (run_after IS NULL OR run_after <= now())
        ORDER BY item_index LIMIT 1 FOR UPDATE SKIP LOCKED)
      AND (SELECT count(*) FROM run_steps WHERE tenant_id = ${tx.tenantId} AND parent_step_id = ${mapStepId} AND status IN ('running', 'waiting')) < ${map.item_limit}
    RETURNING *`;
  return item ?? null;
}

/** The item is a child run from now on: it waits for that run's end. */
export async function itemWaits(tx: TenantTx, item: StepRow): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    UPDATE run_steps SET status = 'waiting', lease_expires_at = NULL, due_at = NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${item.id} AND lease_token = ${item.lease_token} AND status = 'running' RETURNING id`;
  return rows.length > 0;
}

/** Locks an item that its holder still holds, and returns its id; null when it was taken away. */
export async function lockHeldItem(tx: TenantTx, item: StepRow): Promise<bigint | null> {
  const rows: unknown[] = await tx.sql`
    SELECT id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${item.id} AND lease_token = ${item.lease_token} AND status = 'running' FOR UPDATE`;
  return rows.length > 0 ? item.id : null;
}

/** The open run of a map, and the map's place in its spec. */
export async function readRunOfMap(tx: TenantTx, runId: bigint, mapStepId: bigint): Promise<(RunRow & { map_position: number }) | null> {
  const [run]: (RunRow & { map_position: number })[] = await tx.sql`
    SELECT r.*, s.position AS map_position FROM runs r JOIN run_steps s ON s.tenant_id = r.tenant_id AND s.run_id = r.id
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${runId} AND s.id = ${mapStepId} AND r.status IN ('queued', 'running', 'waiting')`;
  return run ?? null;
}

/** The map that a step is an item of; null for a step of the main path. */
export async function readMapOf(tx: TenantTx, stepId: bigint): Promise<bigint | null> {
  const [step]: { parent_step_id: bigint | null }[] = await tx.sql`
    SELECT parent_step_id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${stepId}`;
  return step?.parent_step_id ?? null;
}

/** Items whose alarm may have gone off or that have failed: what a review of the map must look at. */
export async function readTroubledItems(tx: TenantTx, mapStepId: bigint): Promise<StepRow[]> {
  return await tx.sql`
    SELECT * FROM run_steps WHERE tenant_id = ${tx.tenantId} AND parent_step_id = ${mapStepId}
      AND (status = 'failed' OR (status = 'running' AND (lease_expires_at <= now() OR timeout_at <= now())) OR (status = 'queued' AND run_after <= now() AND due_at IS NOT NULL))
    ORDER BY item_index`;
}

export type ItemCounts = { open: number; queued: number };

/** Counts under the map's lock, so that of items ending at once the last one sees that it is the last. */
export async function countOpenItems(tx: TenantTx, mapStepId: bigint): Promise<ItemCounts> {
  await tx.sql`SELECT id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${mapStepId} FOR UPDATE`;
  const [row]: ItemCounts[] = await tx.sql`
    SELECT count(*)::int AS open, (count(*) FILTER (WHERE status = 'queued'))::int AS queued
    FROM run_steps WHERE tenant_id = ${tx.tenantId} AND parent_step_id = ${mapStepId} AND status IN ('queued', 'running', 'waiting')`;
  return row ?? { open: 0, queued: 0 };
}

export async function readItemOutputs(tx: TenantTx, mapStepId: bigint): Promise<Json[]> {
  const rows: { output: Json }[] = await tx.sql`
    SELECT output FROM run_steps WHERE tenant_id = ${tx.tenantId} AND parent_step_id = ${mapStepId} ORDER BY item_index`;
  return rows.map((row) => row.output);
}
