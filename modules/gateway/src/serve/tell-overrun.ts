import type { GatewayContext } from '../context.ts';
import type { Refusal } from '../protocols/protocol.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import type { OpenCall } from './call.ts';
import { overran } from './refusals.ts';

/**
 * An upstream has said more than it was allowed: whoever runs the server is told which, and the step gets no further
 * answer. In the middle of a stream no header can say so any more; the refusal of its next request does.
 */
export function tellOverrun(ctx: GatewayContext, call: OpenCall, upstream: Upstream): { refusal: Refusal; failure: string } {
  ctx.logger.error({ upstream: upstream.name, model: call.inHand.model, allowedTokens: call.allowed }, `the upstream "${upstream.name}" ignores max_tokens`);
  ctx.overran.add(call.inHand.stepId);
  return { refusal: overran(upstream.name), failure: `"${upstream.name}" ignores max_tokens: cut at ${call.allowed} tokens` };
}
