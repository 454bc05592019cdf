import type { HookResult } from '@lime/contracts';
import { openScopeEnv } from '@lime/vault';
import type { HooksContext } from '../context.ts';
import { performHook } from '../runtime/perform-hook.ts';
import { type ClaimedHook, finishHookRun, insertNextAttempt } from '../sql/hook-runs.ts';
import { retryAfterSeconds } from '../tunables.ts';
import { hooksQueue } from './queue-hooks.ts';

/** Runs a hook that this process holds, and writes down how it ended. */
export async function runClaimedHook(ctx: HooksContext, tenantId: bigint, claimed: ClaimedHook, signal?: AbortSignal): Promise<HookResult> {
  ctx.announcer.announce(`hook:${claimed.hook_id}`);
  if (claimed.context.runId !== null && claimed.event_type.startsWith('before_')) ctx.announcer.announce(`run:${claimed.context.runId}`);
  const result = claimed.enabled ? await perform(ctx, tenantId, claimed, signal) : switchedOff;
  if (ctx.isClosing()) throw new Error('the server stops: the hook is run again by another');
  const again = result.outcome !== 'ok' && claimed.enabled && !claimed.event_type.startsWith('before_') && claimed.attempt < claimed.max_attempts;
  await ctx.db.tenant(tenantId, async (tx) => {
    if (!(await finishHookRun(tx, claimed, result)) || !again) return;
    const rest = retryAfterSeconds * 2 ** (claimed.attempt - 1);
    await insertNextAttempt(tx, claimed, rest);
    await ctx.queue.send(tx, hooksQueue, [{ tenantId: String(tenantId) }], { startAfter: rest + 1 });
  });
  ctx.announcer.announce(`hook:${claimed.hook_id}`);
  return result;
}

const switchedOff: HookResult = { outcome: 'failed', output: null, error: { message: 'it was switched off before it ran', line: null, column: null }, log: '', egress: [], durationMs: 0 };

async function perform(ctx: HooksContext, tenantId: bigint, claimed: ClaimedHook, signal: AbortSignal | undefined): Promise<HookResult> {
  const env = await ctx.db.read(tenantId, (tx) => openScopeEnv(tx, ctx.keyring, { type: 'hook', id: claimed.hook_id }));
  const { runtime, code, egress, timeout_ms: timeoutMs } = claimed;
  return performHook(ctx, { hook: { runtime, code, egress, timeoutMs }, context: claimed.context, env, reach: true, ...(signal && { signal }) });
}
