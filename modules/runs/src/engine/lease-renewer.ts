import type { HeldLeases, RunsContext } from '../context.ts';
import { renewLeases } from '../sql/renew-leases.ts';
import { runLeaseRenewEveryMs } from '../tunables.ts';

/** Rows that somebody was just writing get another chance so many times, so soon after each other. */
const passes = 4;
const betweenPassesMs = 100;

/** Keeps the leases that this process holds alive, and stops the tools of runs that are asked to end and of items that are not this process's any more; the returned function ends it. */
export function startLeaseRenewer(ctx: RunsContext): () => void {
  const timer = setInterval(() => {
    renew(ctx, ctx.held, passes).catch((err: unknown) => ctx.logger.warn({ err }, 'leases could not be renewed'));
  }, runLeaseRenewEveryMs);
  return () => clearInterval(timer);
}

async function renew(ctx: RunsContext, held: HeldLeases, passesLeft: number): Promise<void> {
  if (held.runs.size === 0 && held.steps.size === 0) return;
  const { left, askedToEnd, taken } = await ctx.db.engine((tx) => renewLeases(tx, held));
  for (const runId of askedToEnd) ctx.cancels.runs.get(runId)?.abort();
  for (const itemId of taken) ctx.cancels.items.get(itemId)?.abort();
  if (passesLeft === 1) return;
  await Bun.sleep(betweenPassesMs);
  await renew(ctx, left, passesLeft - 1);
}
