import type { HookContext, HookError, HookEvent, HookOutcome, HookRequest, HookRunView, Json } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type HookRunRow = {
  id: bigint; hook_id: bigint; event_type: HookEvent; status: HookRunView['status']; attempt: number; context: HookContext; outcome: HookOutcome | null; output: Json;
  error: HookError | null; log: string; egress: HookRequest[]; duration_ms: number | null; created_at: Date; started_at: Date | null; ended_at: Date | null;
};

/** The newest first, one more than the page holds; null when there is no such hook. */
export async function readHookRuns(tx: TenantRead, hookId: bigint, { cursor, limit }: PageWanted): Promise<HookRunRow[] | null> {
  const [hooks, rows] = await Promise.all([
    tx.sql<{ id: bigint }[]>`SELECT id FROM hooks WHERE tenant_id = ${tx.tenantId} AND id = ${hookId}`,
    tx.sql<HookRunRow[]>`
      SELECT id, hook_id, event_type, status, attempt, context, outcome, output, error, log, egress, duration_ms, created_at, started_at, ended_at
      FROM hook_runs WHERE tenant_id = ${tx.tenantId} AND hook_id = ${hookId} AND (${cursor}::bigint IS NULL OR id < ${cursor}) ORDER BY id DESC LIMIT ${limit + 1}`,
  ]);
  return hooks.length > 0 ? rows : null;
}
