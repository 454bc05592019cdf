import { type Logger, refuse } from '@lime/kernel';
import type { Principal } from '@lime/http';
import { isApiKey, type SessionSource, sessionTokenOf } from '@lime/identity';
import type { Parts } from '../compose.ts';
import { clientAddress, limitedAddress, shortAddress } from './client-address.ts';
import { describeAgent } from './describe-agent.ts';
import { noteKey, noteLimit } from './note-refusals.ts';
import type { RateState } from './token-bucket.ts';

export type Gate = {
  /** Who asks; null when nobody known does. 429 `too_many_requests` when they ask too often. */
  authenticate(request: Request): Promise<Principal | null>;
  /** Counts an attempt to sign in, by address; the returned function gives it back where it was a good one. 429 `too_many_requests`. */
  countSignIn(request: Request): () => void;
  /** The answer, with the headers that say what is left of the limit, and that no proxy keeps it for somebody else. */
  tell(request: Request, response: Response): Response;
  sourceOf(request: Request, openedBy: SessionSource['openedBy']): SessionSource;
};

/** Stands before every route: who asks, and whether they ask too often. `peerOf` is the address at the other end of the connection. */
export function openGate(parts: Parts, peerOf: (request: Request) => string | null, logger: Logger): Gate {
  const { limits, sessions } = parts;
  const states = new WeakMap<Request, RateState>();
  const count = (request: Request, state: RateState) => {
    states.set(request, state);
    if (!state.allowed) refuse({ status: 429, code: 'too_many_requests', title: 'Too many requests', detail: `At most ${state.rate.perMinute} a minute, ${state.rate.burst} at once. Try again in ${state.retrySeconds} s.`, details: { retryAfterSeconds: state.retrySeconds } });
  };
  const addressOf = (request: Request) => clientAddress(request, peerOf(request), limits.proxyHops);
  let warned = false;
  // Behind a proxy that we were not told of everybody has its address: nobody is to lock out all others.
  const hidesAddress = (request: Request): boolean => {
    if (limits.proxyHops > 0 || !request.headers.has('x-forwarded-for')) return false;
    if (!warned) logger.warn('Requests come through a proxy, so that limits by address count everybody as one. Set LIME_PROXY_HOPS to the number of your proxies.');
    return (warned = true);
  };
  return {
    authenticate: async (request) => {
      const token = sessionTokenOf(request);
      if (token === null) return null;
      const address = limitedAddress(addressOf(request));
      const wrong = limits.wrongTokens.look(address);
      if (!wrong.allowed && !hidesAddress(request)) count(request, wrong);
      const person = await sessions.authenticate(token);
      if (!person) {
        limits.wrongTokens.take(address);
        if (isApiKey(token)) await noteKey(parts, token, shortAddress(addressOf(request)));
      } else if (person.credential) count(request, limits[person.credential.kind === 'key' ? 'keys' : 'sessions'].take(String(person.credential.id)));
      return person;
    },
    countSignIn: (request) => {
      const address = limitedAddress(addressOf(request));
      const state = limits.signIns.take(address);
      if (!state.allowed) noteLimit(parts, shortAddress(addressOf(request)));
      count(request, state);
      return () => limits.signIns.giveBack(address);
    },
    tell: (request, response) => {
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
      const state = states.get(request);
      if (!state) return response;
      const { name, perMinute, burst } = state.rate;
      response.headers.set('ratelimit-policy', `"${name}";q=${perMinute};w=60;burst=${burst}`);
      response.headers.set('ratelimit', `"${name}";r=${state.left};t=${state.fullSeconds}`);
      if (!state.allowed) response.headers.set('retry-after', String(state.retrySeconds));
      return response;
    },
    sourceOf: (request, openedBy) => ({ openedBy, address: shortAddress(addressOf(request)), agent: describeAgent(request.headers.get('user-agent')) }),
  };
}
