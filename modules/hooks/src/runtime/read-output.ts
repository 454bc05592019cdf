import type { Json } from '@lime/contracts';
import { parseStorableJson } from '@lime/http';
import { mostDepth } from '../tunables.ts';

export type Output = { ok: true; output: Json } | { ok: false; problem: string };

/**
 * Reads what a hook has returned. Nobody but the hook knows how it came about: it is looked at before
 * anything else is done with it, and `mask` hides the values of its secrets in it.
 */
export function readOutput(json: string, mask: (text: string) => string): Output {
  try {
    return { ok: true, output: toJson(parseStorableJson(json), mask, mostDepth) };
  } catch (error) {
    return { ok: false, problem: error instanceof UnfitOutput ? error.message : 'it returned what is no JSON' };
  }
}

class UnfitOutput extends Error {}

function toJson(value: unknown, mask: (text: string) => string, depth: number): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number') return mask(String(value)) === String(value) ? value : mask(String(value));
  if (depth === 0) throw new UnfitOutput(`what it returned is nested more than ${mostDepth} deep`);
  if (Array.isArray(value)) return value.map((member) => toJson(member, mask, depth - 1));
  if (typeof value !== 'object') throw new UnfitOutput('it returned what is no JSON');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => {
    // Harmless here, and not where somebody merges it into something else.
    if (key === '__proto__') throw new UnfitOutput('what it returned has a key "__proto__"');
    return [mask(key), toJson(member, mask, depth - 1)];
  }));
}
