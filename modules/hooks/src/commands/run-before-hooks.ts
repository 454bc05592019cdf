import { setTimeout as rest } from 'node:timers/promises';
import type { Json } from '@lime/contracts';
import type { HooksContext } from '../context.ts';
import { readDenial } from '../read-denial.ts';
import { type AskedHook, claimBeforeHook, type Happening, readAnswer, readAsked } from '../sql/hook-runs.ts';
import { lookForRoomMs } from '../tunables.ts';
import { runClaimedHook } from './run-claimed-hook.ts';

export type HookVerdict = { kind: 'allowed' } | { kind: 'denied'; hookId: bigint; hookName: string; reason: string };

/**
 * Asks the hooks that are called before something, one after another, until one refuses. A hook that fails allows it. Never
 * call it within a transaction: it takes as long as they do. Asked again for the same occurrence, after a crash say, it
 * does not ask again those that have answered.
 */
export async function runBeforeHooks(ctx: HooksContext, tenantId: bigint, happening: Happening, signal?: AbortSignal): Promise<HookVerdict> {
  for (const hook of await ctx.db.read(tenantId, (tx) => readAsked(tx, happening.context))) {
    const answer = await ask(ctx, tenantId, hook, happening, signal);
    if (answer?.outcome === 'denied') return { kind: 'denied', hookId: hook.id, hookName: hook.name, reason: readDenial(answer.output) };
  }
  return { kind: 'allowed' };
}

/** Null when there is no answer: the hook is gone, or nobody waits for it any more. */
async function ask(ctx: HooksContext, tenantId: bigint, hook: AskedHook, happening: Happening, signal: AbortSignal | undefined): Promise<{ outcome: string; output: Json } | null> {
  while (!signal?.aborted) {
    const claimed = await ctx.db.tenant(tenantId, (tx) => claimBeforeHook(tx, hook.id, happening));
    if (claimed === 'over') return ctx.db.read(tenantId, (tx) => readAnswer(tx, hook.id, happening.occurrence));
    if (claimed) return runClaimedHook(ctx, tenantId, claimed, signal);
    await rest(lookForRoomMs);
  }
  return null;
}
