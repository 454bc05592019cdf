import { type Problem, refuse } from '@lime/kernel';
import type { Found, ForgeFailure } from './adapters/found.ts';

/** A forge's failure as an answer to whoever asked for something there. The forge's faults are not the request's. */
export function forgeProblem({ code, message, retryAfterMs }: ForgeFailure): Problem {
  const details = retryAfterMs === undefined ? {} : { details: { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) } };
  if (code === 'unauthorised' || code === 'forbidden') return { status: 422, code: 'credential_refused', title: 'The credential does not do', detail: message };
  if (code === 'address_refused') return { status: 422, code: 'address_refused', title: 'Not reached', detail: message };
  if (code === 'not_found') return { status: 422, code: 'forge_not_found', title: 'Not there', detail: message };
  if (code === 'conflict' || code === 'unprocessable') return { status: 409, code: 'forge_refused', title: 'Refused', detail: message };
  if (code === 'rate_limited') return { status: 503, code: 'forge_busy', title: 'Asked too often', detail: message, ...details };
  return { status: 502, code: 'forge_unreachable', title: 'The server did not answer well', detail: message, ...details };
}

/** What was found, or the refusal of the request that needed it. */
export function orRefuse<T>(found: Found<T>): T {
  return found.ok ? found.value : refuse(forgeProblem(found));
}
