import type { Ask } from '../protocols/protocol.ts';
import { frameTokens, imageTokens, mostBytesPerToken } from '../tunables.ts';
import { estimateText } from './estimate-text.ts';

/** `tokens`: the most that a request may have; `least`: how many it has at least. */
export type InputEstimate = { kind: 'fits'; tokens: number } | { kind: 'too_long'; least: number };

/**
 * How many tokens a request has at most, before its provider has counted; never more than the model can read, and
 * too long where even its fewest are more. A document may fill the whole context: its pages are packed, and no number
 * of its bytes says how much is in them.
 */
export function estimateInput({ inline, protocol }: Pick<Ask, 'inline' | 'protocol'>, text: string, contextTokens: number): InputEstimate {
  const besides = [...inline.images, ...inline.documents].reduce((sum, data) => sum + estimateText(data), 0);
  const words = Math.max(0, estimateText(text) - besides);
  const least = Math.floor(words / mostBytesPerToken);
  if (least > contextTokens) return { kind: 'too_long', least };
  if (inline.documents.length > 0) return { kind: 'fits', tokens: contextTokens };
  return { kind: 'fits', tokens: Math.min(contextTokens, frameTokens + words + inline.images.length * imageTokens[protocol]) };
}
