import type { Ask } from '../protocols/protocol.ts';
import { charactersPerToken, inlineCharactersPerToken, smallestInlineTokens } from '../tunables.ts';

/** How many tokens a request of so many bytes comes to: an estimate on the high side, before its provider has counted. */
export function estimateInput({ inline }: Ask, bytes: number): number {
  const text = Math.ceil(Math.max(0, bytes - inline.characters) / charactersPerToken);
  return text + Math.max(inline.parts * smallestInlineTokens, Math.ceil(inline.characters / inlineCharactersPerToken));
}
