import { chargeRun } from '@lime/runs';
import type { GatewayContext } from '../context.ts';
import { lockLostCall, readLostCalls, renewCalls } from '../sql/call-leases.ts';
import { closeCall } from '../sql/close-call.ts';
import { callLeaseRenewEveryMs, sweepEveryMs } from '../tunables.ts';

/** Renews the leases of the calls that this server has in hand, and settles those whose server is gone. Returns the stop. */
export function startSweep(ctx: GatewayContext): () => Promise<void> {
  const renewing = every(callLeaseRenewEveryMs, () => renewInHand(ctx), ctx);
  const sweeping = every(sweepEveryMs, () => sweepLostCalls(ctx), ctx);
  return async () => {
    await Promise.all([renewing(), sweeping()]);
  };
}

/** Says for every call in hand that this server still has it. */
export async function renewInHand(ctx: GatewayContext): Promise<void> {
  const ids = [...ctx.inHand.keys()];
  if (ids.length > 0) await ctx.db.engine((tx) => renewCalls(tx, ids));
}

/**
 * Settles lost calls at the most that they may have cost: what they did cost died with their server,
 * and an upstream charges for what it has answered.
 */
export async function sweepLostCalls(ctx: GatewayContext): Promise<void> {
  for (const { id, tenant_id: tenantId } of await ctx.db.engine(readLostCalls)) {
    await ctx.db.tenant(tenantId, async (tx) => {
      const call = await lockLostCall(tx, id);
      if (!call) return;
      const nothing = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
      await closeCall(tx, id, { status: 'lost', upstream: null, costMicros: call.held_micros, ...nothing, estimated: true, attempts: 0, failure: 'The server that had this call in hand is gone: charged at the most that it may have cost.', requestSha256: null, answerSha256: null });
      await chargeRun(ctx.runs, tx, { runId: call.run_id, stepId: call.step_id }, { model: call.model, costMicros: call.held_micros, ...nothing });
    });
  }
}

/** Does the work again and again, never twice at once; the stop waits for the one under way. */
function every(milliseconds: number, work: () => Promise<void>, { logger }: GatewayContext): () => Promise<void> {
  let under: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    under = work().catch((err: unknown) => logger.warn({ err }, 'the gateway could not look after its calls')).finally(() => (busy = false));
  }, milliseconds);
  return () => {
    clearInterval(timer);
    return under;
  };
}
