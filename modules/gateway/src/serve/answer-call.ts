import type { GatewayClaim } from '@lime/runs';
import type { GatewayContext } from '../context.ts';
import { estimateInput } from '../metering/estimate-input.ts';
import { holdFor } from '../money/hold-for.ts';
import { openCall } from '../sql/open-call.ts';
import { type Called, callUpstreams } from '../upstreams/call-upstreams.ts';
import type { OpenCall, ReadyCall } from './call.ts';
import { countInput } from './count-input.ts';
import { endCall } from './end-call.ts';
import { passOnHeaders } from './pass-on-headers.ts';
import { plainResponse } from './plain-response.ts';
import { refuseCall } from './refuse-call.ts';
import { deadToken, doesNotFit, noAnswer, tooLong, unknownModel } from './refusals.ts';
import { streamOn } from './stream-on.ts';
import { tellOverrun } from './tell-overrun.ts';

/** Makes a metered call: holds what it may cost, has an upstream answer it, passes the answer on, and charges what it did cost. */
export async function answerCall(ctx: GatewayContext, claim: GatewayClaim, ready: ReadyCall): Promise<Response> {
  const { protocol, ask, request } = ready;
  const price = ctx.catalog.priceOf(ask.model);
  if (price === null) return refuseCall(protocol, unknownModel(ask.model));
  const input = estimateInput(ask, ready.text, price.contextTokens);
  if (input.kind === 'too_long') return refuseCall(protocol, tooLong(input.least, price.contextTokens));
  const counted = ask.inline.documents.length > 0 ? await countInput(claim.tenantId, ready) : null;
  const hold = holdFor(price, ask, Math.min(input.tokens, counted ?? input.tokens), ready.text);
  const opened = await ctx.db.tenant(claim.tenantId, (tx) => openCall(tx, claim, { protocol: protocol.name, model: ask.model, ...hold }));
  if (!opened) return refuseCall(protocol, deadToken);
  if (opened.call_id === null || opened.held_micros === null) return refuseCall(protocol, doesNotFit(opened, hold.leastMicros));
  const inHand = { tenantId: claim.tenantId, runId: opened.run_id, stepId: claim.stepId, callId: opened.call_id, model: ask.model, retention: opened.retention, place: ready.place };
  ctx.inHand.set(inHand.callId, inHand);
  const gone = new AbortController();
  request.signal.addEventListener('abort', () => gone.abort(), { once: true });
  const call: OpenCall = { inHand, hold, allowed: hold.answerFor(opened.held_micros), sent: '', ready, gone };
  try {
    call.sent = JSON.stringify(protocol.bound(ask, call.allowed));
    const called = await callUpstreams(ready.upstreams, { protocol, path: ready.path.upstream, headers: passOnHeaders(protocol, request.headers), body: call.sent, stream: ask.stream, allowed: call.allowed, tenantId: claim.tenantId, gone: gone.signal });
    return respond(ctx, call, called);
  } catch (error) {
    // Nobody else would end it, and what it holds would be lost to the run. JSON can be too deep to be written again.
    endCall(ctx, call, { status: 'failed', called: { kind: 'gone', attempts: 0 }, failure: 'the gateway failed', answer: [] });
    throw error;
  }
}

function respond(ctx: GatewayContext, call: OpenCall, called: Called): Response {
  const { protocol } = call.ready;
  switch (called.kind) {
    case 'stream':
      return streamOn(ctx, call, called);
    case 'answer':
      endCall(ctx, call, { status: 'answered', called, answer: [called.bytes] });
      return plainResponse(200, called.bytes);
    case 'overrun': {
      const { refusal, failure } = tellOverrun(ctx, call, called.upstream);
      endCall(ctx, call, { status: 'cut', called, failure, answer: [] });
      return refuseCall(protocol, refusal);
    }
    case 'rejected':
      endCall(ctx, call, { status: 'failed', called, failure: `refused with ${called.status}`, answer: [called.bytes] });
      return plainResponse(called.status, called.bytes);
    case 'gone':
      endCall(ctx, call, { status: 'failed', called, failure: 'the agent went away', answer: [] });
      return new Response(null, { status: 499 });
    default: {
      const refusal = noAnswer(called);
      ctx.logger.warn({ model: call.ready.ask.model, why: refusal.message }, 'a model call failed');
      endCall(ctx, call, { status: 'failed', called, failure: refusal.message, answer: [] });
      return refuseCall(protocol, refusal);
    }
  }
}
