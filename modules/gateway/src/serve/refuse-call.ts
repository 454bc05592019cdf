import type { Protocol, Refusal } from '../protocols/protocol.ts';

/** A refusal in the shape that the protocol's SDKs read. */
export function refuseCall(protocol: Protocol, refusal: Refusal): Response {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (refusal.stop) headers.set('lime-stop', refusal.stop);
  // SDKs try again after a 409, a 429 and a 5xx unless this says that it is of no use.
  headers.set('x-should-retry', String(refusal.retryAfterSeconds !== undefined));
  if (refusal.retryAfterSeconds !== undefined) headers.set('retry-after', String(refusal.retryAfterSeconds));
  return new Response(JSON.stringify(protocol.errorBody(refusal)), { status: refusal.status, headers });
}
