import type { HookRunView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { type HookRunRow, readHookRuns } from '../sql/history.ts';

/** What a hook has done, the newest first; `cursor` goes back in time. 404 for a hook that is not the tenant's. */
export async function listHookRuns(tx: TenantRead, hookId: bigint, page: PageWanted): Promise<{ items: HookRunView[]; next: string | null }> {
  return toPage((await readHookRuns(tx, hookId, page)) ?? refuse(notFound('hook')), page, toView);
}

function toView({ id, hook_id, event_type, duration_ms, created_at, started_at, ended_at, ...same }: HookRunRow): HookRunView {
  return { ...same, id: String(id), hookId: String(hook_id), eventType: event_type, durationMs: duration_ms, createdAt: created_at.toISOString(), startedAt: started_at?.toISOString() ?? null, endedAt: ended_at?.toISOString() ?? null };
}
