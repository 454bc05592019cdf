import type { TenantRead } from '@lime/db';
import type { ClaimedHook } from './hook-runs.ts';

export type HookRow = Pick<ClaimedHook, 'id' | 'event_type' | 'name' | 'runtime' | 'code' | 'egress' | 'timeout_ms'>;

export async function readHook(tx: TenantRead, id: bigint): Promise<HookRow | null> {
  const [row]: HookRow[] = await tx.sql`SELECT id, event_type, name, runtime, code, egress, timeout_ms FROM hooks WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
  return row ?? null;
}

/** Enabled hooks of the tenant for an event, without one of that name. */
export async function countEnabled(tx: TenantRead, { eventType, name }: { eventType: string; name: string }): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`SELECT count(*)::int AS count FROM hooks WHERE tenant_id = ${tx.tenantId} AND event_type = ${eventType} AND enabled AND name <> ${name}`;
  return row?.count ?? 0;
}
