import type { RunsContext } from '../context.ts';
import { renewLeases } from '../sql/renew-leases.ts';
import { runLeaseRenewEveryMs } from '../tunables.ts';

/** Keeps the leases that this process holds alive; the returned function ends it. */
export function startLeaseRenewer(ctx: RunsContext): () => void {
  const timer = setInterval(() => {
    if (ctx.held.runs.size === 0 && ctx.held.steps.size === 0) return;
    ctx.db.engine((tx) => renewLeases(tx, ctx.held)).catch((err: unknown) => ctx.logger.warn({ err }, 'leases could not be renewed'));
  }, runLeaseRenewEveryMs);
  return () => clearInterval(timer);
}
