import { readGatewayToken } from '@lime/runs';
import type { GatewayContext } from '../context.ts';
import { anthropic } from '../protocols/anthropic.ts';
import { openai } from '../protocols/openai.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { tokenHolds } from '../sql/token-holds.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { refuseCall } from './refuse-call.ts';

const protocols: readonly Protocol[] = [anthropic, openai];

/** Answers a request below `/model`; null when nothing is served at its address. */
export async function serveModel(ctx: GatewayContext, request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  const protocol = protocols.find(({ name }) => pathname.startsWith(`/model/${name}/`));
  const path = protocol?.paths[pathname.slice(`/model/${protocol.name}`.length)];
  if (!protocol || path === undefined || request.method !== 'POST') return null;
  const claim = readGatewayToken(request.headers.get('authorization')?.replace(/^Bearer /i, '') ?? '');
  if (!claim || !(await ctx.db.read(claim.tenantId, (tx) => tokenHolds(tx, claim)))) {
    return refuseCall(protocol, { status: 401, type: 'authentication_error', message: 'This gateway token is not, or no longer, good: the step that it was made for has ended.', stop: 'token_revoked' });
  }
  const upstream = ctx.upstreams.find((candidate) => candidate.protocol === protocol.name);
  if (!upstream) return refuseCall(protocol, { status: 404, type: 'not_found_error', message: `This server has no upstream for the ${protocol.name} protocol.` });
  return forward(protocol, upstream, path, request);
}

async function forward(protocol: Protocol, upstream: Upstream, path: string, request: Request): Promise<Response> {
  const headers: Record<string, string> = { ...(upstream.apiKey !== null && protocol.keyHeaders(upstream.apiKey)), 'accept-encoding': 'identity' };
  for (const name of protocol.passOn) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const answer = await fetch(`${upstream.baseUrl}${path}`, { method: 'POST', headers, body: await request.arrayBuffer(), redirect: 'manual', signal: request.signal });
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' } });
}
