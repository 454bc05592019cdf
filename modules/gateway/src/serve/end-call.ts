import { costOf, inputOf, noTokens } from '../catalog/cost-of.ts';
import type { GatewayContext } from '../context.ts';
import { meteredUsage } from '../metering/metered-usage.ts';
import { settleCall } from '../money/settle-call.ts';
import type { CallEnd } from '../sql/close-call.ts';
import type { Called } from '../upstreams/call-upstreams.ts';
import type { OpenCall } from './call.ts';
import { keepTalk } from './keep-talk.ts';

export type Ending = { status: CallEnd['status']; called: Called; failure?: string; answer: Uint8Array[] };

/** Charges a call that has come to its end, and keeps of it what its tenant wants kept. Goes on by itself. */
export function endCall(ctx: GatewayContext, call: OpenCall, ending: Ending): void {
  const { called } = ending;
  const usage = 'meter' in called ? meteredUsage(called.meter, call.hold.estimatedInput, call.allowed) : { usage: noTokens, estimated: false };
  const price = ctx.catalog.priceOf(call.inHand.model);
  const end = {
    status: ending.status, failure: ending.failure ?? null, attempts: called.attempts, estimated: usage.estimated,
    upstream: 'upstream' in called ? called.upstream.name : null, costMicros: price === null ? 0n : costOf(price, usage.usage),
    inputTokens: inputOf(usage.usage), outputTokens: usage.usage.output, cacheReadTokens: usage.usage.cacheRead, cacheWriteTokens: usage.usage.cacheWrite5m + usage.usage.cacheWrite1h,
  };
  const settling = keepTalk(ctx, call, ending.answer)
    .then((kept) => settleCall(ctx, call.inHand, { ...end, ...kept }))
    .finally(() => {
      ctx.inHand.delete(call.inHand.callId);
      call.inHand.place.leave();
      ctx.settling.delete(settling);
    });
  ctx.settling.add(settling);
}
