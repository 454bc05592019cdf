import type { Json } from '@lime/contracts';

const mostReasonChars = 500;

/** Whether a hook's output refuses what it was asked about: `{"deny": "reason"}`. */
export function isDenial(output: Json): boolean {
  const denial = denialIn(output);
  return denial !== null && denial !== false;
}

/** Why a hook refuses, as its output says. */
export function readDenial(output: Json): string {
  const reason = denialIn(output);
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, mostReasonChars) : 'it gave no reason';
}

function denialIn(output: Json): Json {
  return typeof output === 'object' && output !== null && !Array.isArray(output) ? (output['deny'] ?? null) : null;
}
