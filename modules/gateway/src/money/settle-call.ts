import { chargeRun } from '@lime/runs';
import type { CallInHand, GatewayContext } from '../context.ts';
import { type CallEnd, closeCall, forgetCall } from '../sql/close-call.ts';
import { settleAttempts, settleRetryMs } from '../tunables.ts';

/**
 * Replaces what a call held by what it did cost: the call's end, the charge, the run's cost and the
 * event in its transcript are one transaction. It goes on after the answer's last byte went out; when
 * the database takes it at no try, the sweep settles the call at the most that it may have cost.
 */
export async function settleCall(ctx: GatewayContext, call: CallInHand, end: CallEnd): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await settleOnce(ctx, call, end);
    } catch (err) {
      ctx.logger.warn({ err, callId: String(call.callId), attempt }, 'the charge of a model call could not be written');
      if (attempt === settleAttempts) return;
      await Bun.sleep(settleRetryMs * attempt);
    }
  }
}

async function settleOnce(ctx: GatewayContext, call: CallInHand, end: CallEnd): Promise<void> {
  const { runId, stepId, model } = call;
  await ctx.db.tenant(call.tenantId, async (tx) => {
    const ended = call.retention === 'none' ? await forgetCall(tx, call.callId) : await closeCall(tx, call.callId, end);
    if (!ended || (end.costMicros === 0n && end.inputTokens + end.outputTokens === 0)) return;
    await chargeRun(ctx.runs, tx, { runId, stepId }, { ...end, model });
  });
}
