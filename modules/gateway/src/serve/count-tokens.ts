import { callUpstreams } from '../upstreams/call-upstreams.ts';
import type { ReadyCall } from './call.ts';
import { passOnHeaders } from './pass-on-headers.ts';
import { refuseCall } from './refuse-call.ts';
import { noAnswer } from './refusals.ts';
import { plainResponse } from './plain-response.ts';

/** Has an upstream count a request's tokens, which costs nothing. */
export async function countTokens(tenantId: bigint, { protocol, path, ask, upstreams, request }: ReadyCall): Promise<Response> {
  const called = await callUpstreams(upstreams, { protocol, path: path.upstream, headers: passOnHeaders(protocol, request.headers), body: JSON.stringify(ask.body), stream: false, allowed: 0, tenantId, gone: request.signal });
  if (called.kind === 'answer') return plainResponse(200, called.bytes);
  if (called.kind === 'rejected') return plainResponse(called.status, called.bytes);
  return called.kind === 'exhausted' || called.kind === 'wrong_key' ? refuseCall(protocol, noAnswer(called)) : new Response(null, { status: 499 });
}
