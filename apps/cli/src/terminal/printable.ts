import { stripVTControlCharacters } from 'node:util';

/**
 * Text from a repository or program, safe to show: without escape sequences and control characters
 * that could rewrite the screen or hide a line of a diff. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}

/** The same, on one line and at most `width` characters long. */
export function printableLine(text: string, width = 200): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
