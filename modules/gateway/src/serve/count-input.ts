import { countOf, isObject } from '../protocols/json.ts';
import { countedShare, frameTokens } from '../tunables.ts';
import { tryUpstream } from '../upstreams/try-upstream.ts';
import type { ReadyCall } from './call.ts';
import { passOnHeaders } from './pass-on-headers.ts';

/** Has the first upstream count what a request has, which costs nothing; a little more than that. Null where it does not count. */
export async function countInput(tenantId: bigint, { protocol, ask, upstreams, request }: ReadyCall): Promise<number | null> {
  const [upstream] = upstreams;
  if (!upstream) return null;
  const body = Object.fromEntries(protocol.count.members.flatMap((member) => (ask.body[member] === undefined ? [] : [[member, ask.body[member]]])));
  const tried = await tryUpstream(upstream, { protocol, path: protocol.count.path, headers: passOnHeaders(protocol, request.headers), body: JSON.stringify(body), stream: false, allowed: 0, tenantId, gone: request.signal });
  if (tried.kind !== 'answer') return null;
  const counted: unknown = JSON.parse(new TextDecoder().decode(tried.bytes));
  const tokens = isObject(counted) ? countOf(counted['input_tokens']) : 0;
  return tokens === 0 ? null : Math.ceil(tokens * countedShare) + frameTokens;
}
