import { readGatewayToken } from '@lime/runs';
import { upstreamsFor } from '../catalog/catalog.ts';
import type { GatewayContext } from '../context.ts';
import { anthropic } from '../protocols/anthropic.ts';
import { openai } from '../protocols/openai.ts';
import type { Protocol, Refusal, ServedPath } from '../protocols/protocol.ts';
import { answerCall } from './answer-call.ts';
import type { ReadyCall } from './call.ts';
import { countTokens } from './count-tokens.ts';
import { type BodyRead, readBody } from './read-body.ts';
import { refuseCall } from './refuse-call.ts';
import { deadToken, invalid, noUpstream, notJson, tooLarge, unknownModel } from './refusals.ts';

const protocols: readonly Protocol[] = [anthropic, openai];

/** Answers a request below `/model`; null when nothing is served at its address. */
export async function serveModel(ctx: GatewayContext, request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  const protocol = protocols.find(({ name }) => pathname.startsWith(`/model/${name}/`));
  const path = protocol?.paths[pathname.slice(`/model/${protocol.name}`.length)];
  if (!protocol || path === undefined || request.method !== 'POST') return null;
  const claim = readGatewayToken(request.headers.get('authorization')?.replace(/^Bearer /i, '') ?? '');
  if (!claim) return refuseCall(protocol, deadToken);
  const ready = readyCall(ctx, protocol, path, request, await readBody(request));
  if ('status' in ready) return refuseCall(protocol, ready);
  return path.kind === 'count' ? countTokens(ctx, claim, ready) : answerCall(ctx, claim, ready);
}

function readyCall({ catalog }: GatewayContext, protocol: Protocol, path: ServedPath, request: Request, read: BodyRead): ReadyCall | Refusal {
  if (read.kind === 'too_large') return tooLarge;
  if (read.kind === 'not_json') return notJson;
  const asked = protocol.readAsk(read.body, catalog.serverTools);
  if (asked.kind === 'refused') return invalid(asked.message);
  const { ask } = asked;
  if (catalog.priceOf(ask.model) === null) return unknownModel(ask.model);
  const all = upstreamsFor(catalog, protocol.name, ask.model);
  const upstreams = all.filter(({ missingKey }) => missingKey === null);
  if (upstreams.length === 0) return noUpstream(ask.model, all[0]?.missingKey ?? undefined);
  return { protocol, path, ask, text: read.text, bytes: read.bytes, upstreams, request };
}
