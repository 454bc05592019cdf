import { type GatewayClaim, readGatewayToken } from '@lime/runs';
import { upstreamsFor } from '../catalog/catalog.ts';
import type { GatewayContext } from '../context.ts';
import { anthropic } from '../protocols/anthropic.ts';
import { openai } from '../protocols/openai.ts';
import type { Protocol, Refusal } from '../protocols/protocol.ts';
import { tokenHolds } from '../sql/token-holds.ts';
import { answerCall } from './answer-call.ts';
import type { ReadyCall } from './call.ts';
import { countTokens } from './count-tokens.ts';
import { type BodyRead, readBody } from './read-body.ts';
import { refuseCall } from './refuse-call.ts';
import { deadToken, gatewayFailed, invalid, noUpstream, notJson, overran, tooFull, tooLarge, tooManyCalls, unknownModel } from './refusals.ts';

const protocols: readonly Protocol[] = [anthropic, openai];

/**
 * Answers a request below `/model`; null when nothing is served at its address. `patient` is called
 * once the whole request is there, from somebody known: its answer may be long in coming.
 */
export async function serveModel(ctx: GatewayContext, request: Request, patient: () => void): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  const protocol = protocols.find(({ name }) => pathname.startsWith(`/model/${name}/`));
  const path = protocol?.paths[pathname.slice(`/model/${protocol.name}`.length)];
  if (!protocol || path === undefined || request.method !== 'POST') return null;
  const claim = readGatewayToken(request.headers.get('authorization')?.replace(/^Bearer /i, '') ?? '');
  // Nothing is read, and nobody waited for, on behalf of strangers.
  if (!claim || !(ctx.known.has(claim) || (await holds(ctx, claim)))) return refuseCall(protocol, deadToken);
  if (ctx.overran.has(claim.stepId)) return refuseCall(protocol, overran(null));
  const place = ctx.crowd.enter(claim.stepId);
  if (!place) return refuseCall(protocol, tooManyCalls);
  try {
    const ready = readyCall(ctx, { protocol, path, request, place }, await readBody(request, place));
    if ('status' in ready) return refuseCall(protocol, ready);
    patient();
    // A metered call is opened under its token, in the transaction that holds its money. What goes out before or without that is let out here.
    if ((path.kind === 'count' || ready.ask.inline.documents.length > 0) && !(await holds(ctx, claim))) return refuseCall(protocol, deadToken);
    return path.kind === 'count' ? await countTokens(claim.tenantId, ready) : await answerCall(ctx, claim, ready);
  } catch (err) {
    ctx.logger.error({ err }, 'a model call could not be served');
    return refuseCall(protocol, gatewayFailed);
  } finally {
    // An open call is in hand until it has ended.
    if (![...ctx.inHand.values()].some((call) => call.place === place)) place.leave();
  }
}

async function holds({ db, known }: GatewayContext, claim: GatewayClaim): Promise<boolean> {
  const good = await db.read(claim.tenantId, (tx) => tokenHolds(tx, claim));
  if (good) known.add(claim);
  return good;
}

function readyCall({ catalog }: GatewayContext, given: Pick<ReadyCall, 'protocol' | 'path' | 'request' | 'place'>, read: BodyRead): ReadyCall | Refusal {
  const { protocol } = given;
  if (read.kind === 'too_large') return tooLarge;
  if (read.kind === 'too_full') return tooFull;
  if (read.kind === 'not_json') return notJson;
  const asked = protocol.readAsk(read.body, catalog.serverTools);
  if (asked.kind === 'refused') return invalid(asked.message);
  const { ask } = asked;
  if (catalog.priceOf(ask.model) === null) return unknownModel(ask.model);
  const all = upstreamsFor(catalog, protocol.name, ask.model);
  const upstreams = all.filter(({ missingKey }) => missingKey === null);
  if (upstreams.length === 0) return noUpstream(ask.model, all[0]?.missingKey ?? undefined);
  return { ...given, ask, text: read.text, bytes: read.bytes, upstreams };
}
