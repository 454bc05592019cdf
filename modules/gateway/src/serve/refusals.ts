import type { OpenedCall } from '../sql/open-call.ts';
import type { Called } from '../upstreams/call-upstreams.ts';
import type { Refusal } from '../protocols/protocol.ts';
import { maxCallsOfStep, maxRequestBytes } from '../tunables.ts';

export const deadToken: Refusal = { status: 401, type: 'authentication_error', message: 'This gateway token is not good, or no longer: the step that it was made for has ended.', stop: 'token_revoked' };
export const tooLarge: Refusal = { status: 413, type: 'request_too_large', message: `A request may have at most ${maxRequestBytes} bytes.` };
export const notJson: Refusal = { status: 400, type: 'invalid_request_error', message: 'The body must be a JSON object.' };

export const tooManyCalls: Refusal = { status: 429, type: 'rate_limit_error', message: `An agent may have ${maxCallsOfStep} requests in hand at once. Try again when one has been answered.`, retryAfterSeconds: 1 };
export const tooFull: Refusal = { status: 529, type: 'overloaded_error', message: 'The server has as many large requests in hand as it can hold. Try again in a moment.', retryAfterSeconds: 2 };
/** The answer of an upstream that ignores its maximum was cut; and every further request of its step. */
export function overran(upstream: string | null): Refusal {
  return { status: 402, type: 'billing_error', message: `cost_limit_reached: ${upstream === null ? 'an upstream' : `the upstream "${upstream}"`} said more than the run's maximum cost allows, and was cut: it ignores max_tokens.`, stop: 'cost_limit_reached' };
}
export const gatewayFailed: Refusal = { status: 500, type: 'api_error', message: 'The gateway has failed at this request; its log says why.' };

export function invalid(message: string): Refusal {
  return { status: 400, type: 'invalid_request_error', message };
}

/** In the words by which agents know that they have to make their conversation shorter. */
export function tooLong(tokens: number, contextTokens: number): Refusal {
  return { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message: `prompt is too long: at least ${tokens} tokens > ${contextTokens} maximum` };
}

export function unknownModel(model: string): Refusal {
  return { status: 404, type: 'not_found_error', message: `"${model}" is not a model that this server knows the price of.` };
}

export function noUpstream(model: string, missingKey: string | undefined): Refusal {
  return { status: 404, type: 'not_found_error', message: missingKey === undefined ? `No upstream of this server serves "${model}".` : `The upstream of "${model}" has no key: ${missingKey} is not set.` };
}

/** What does not fit: for now, because other calls of the run hold the rest; or for good. */
export function doesNotFit({ left_micros: left, others_micros: others }: OpenedCall, leastMicros: bigint): Refusal {
  if (leastMicros <= left + others) return { status: 429, type: 'rate_limit_error', message: "The run's other calls hold what is left of its maximum cost. Try again when they have ended.", retryAfterSeconds: 1 };
  const dollars = (micros: bigint) => `$${(Number(micros > 0n ? micros : 0n) / 1_000_000).toFixed(4)}`;
  return { status: 402, type: 'billing_error', message: `The run has reached its maximum cost: ${dollars(left + others)} is left, and this call would cost at least ${dollars(leastMicros)}.`, stop: 'cost_limit_reached' };
}

/** Why no upstream has answered, without anything of their keys. */
export function noAnswer(called: Extract<Called, { kind: 'exhausted' | 'wrong_key' }>): Refusal {
  if (called.kind === 'wrong_key') return { status: 403, type: 'permission_error', message: `The upstream "${called.upstream.name}" refuses this server's key (${called.status}). Whoever runs the server must set another.` };
  const last = called.failures.at(-1);
  const seconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000));
  if (!last) return { status: 529, type: 'overloaded_error', message: `Every upstream of this model has failed again and again, and is left alone for ${seconds(called.closedForMs)} s.`, retryAfterSeconds: seconds(called.closedForMs) };
  const told = called.failures.map(({ upstream, why }) => `"${upstream.name}" ${why}`).join('; ');
  if (last.status === 429) return { status: 429, type: 'rate_limit_error', message: `The model is limited by its upstream: ${told}.`, retryAfterSeconds: seconds(last.retryAfterMs ?? 1000) };
  return { status: 529, type: 'overloaded_error', message: `No upstream has answered: ${told}.`, retryAfterSeconds: 1 };
}
