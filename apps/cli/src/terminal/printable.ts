import { stripVTControlCharacters } from 'node:util';

/** Control characters, and those that turn the direction of writing around. */
const hidden = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from a repository or program, safe to show: without escape sequences and control characters
 * that could rewrite the screen or hide a line of a diff. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(hidden, (character) => (character === '\n' || character === '\t' ? character : '\uFFFD'));
}

/** The same, on one line and at most `width` characters long. */
export function printableLine(text: string, width = 200): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
