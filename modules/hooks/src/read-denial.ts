import type { Json } from '@lime/contracts';

const mostReasonChars = 500;

/** Why a hook refuses, as it says in `{"deny": "reason"}`. */
export function readDenial(output: Json): string {
  const reason = typeof output === 'object' && output !== null && !Array.isArray(output) ? output['deny'] : null;
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, mostReasonChars) : 'it gave no reason';
}
