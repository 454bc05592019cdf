import { expect, test } from 'bun:test';
import { createValueMask } from './value-mask.ts';

const value = 'p@ss/w+rd zwölf "x" 12345';
const bytes = Buffer.from(value);
const streamed = (values: string[], pieces: string[]) => {
  const stream = createValueMask(values).stream();
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
};
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['as it is', value],
  ['base64', bytes.toString('base64')],
  ['base64 for URLs, without padding', bytes.toString('base64url')],
  ['hex', bytes.toString('hex')],
  ['hex in capitals', bytes.toString('hex').toUpperCase()],
  ['for a URL', encodeURIComponent(value)],
  ['for a URL, with small escapes', encodeURIComponent(value).replace(/%../g, (escape) => escape.toLowerCase())],
  ['in a form', new URLSearchParams([['', value]]).toString().slice(1)],
  ['in JSON', JSON.stringify(value).slice(1, -1)],
])('a value is masked %s, wherever the pieces of the output break', (_, form) => {
  const text = `before ${form} after`;
  for (let at = 0; at <= text.length; at += 1) expect(streamed([value], [text.slice(0, at), text.slice(at)])).toBe('before *** after');
  expect(streamed([value], [...text])).toBe('before *** after');
  expect(createValueMask([value]).mask(text)).toBe('before *** after');
});

test.each(['', 'u', 'us', 'user:'])('base64 of a value that stands after %p shows no character of it', (prefix) => {
  const shown = createValueMask([value]).mask(base64(`${prefix}${value}:more`));
  expect(shown).toContain('***');
  // What is left around the mask is decided by the neighbours, but for a few bits.
  for (const part of shown.split('***')) expect(Buffer.from(part, 'base64').toString('latin1')).not.toMatch(/p@|ss|w\+|rd|123|45/);
});

test('base64 that is broken into lines is masked, and so are the lines of a key', () => {
  const key = ['-----BEGIN KEY-----', ...Array.from({ length: 8 }, (_, index) => `${index}line of a key that is quite long`), '-----END KEY-----'].join('\n');
  for (const width of [64, 76]) {
    const wrapped = (base64(key).match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n');
    expect(streamed([key], [...wrapped]).replaceAll('\n', '')).toMatch(/^(\*\*\*)+$/);
  }
  expect(createValueMask([key]).mask(`  3line of a key that is quite long\r\n`)).toBe('  ***\r\n');
});

test('values that overlap, repeat or hold each other leave nothing', () => {
  expect(streamed(['abcabc'], [...'abcabcabc!'])).toBe('***!');
  expect(streamed(['secret-one', 'secret-one-longer'], [...'secret-one-longer secret-one'])).toBe('*** ***');
  expect(streamed(['aaaaaa'], ['a'.repeat(5), 'a'.repeat(9), 'b'])).toBe('***b');
  expect(streamed(['secret-one', 'one-two'], ['secret-one-two.'])).toBe('***.');
});

test('output that is cut off in the middle of a value shows none of it; what only looks like one goes on', () => {
  expect(streamed([value], ['x ', value.slice(0, 9)])).toBe('x ***');
  expect(streamed([value], ['p@s', 'ta'])).toBe('p@sta');
});

test('without values nothing waits and nothing changes', () => {
  const stream = createValueMask([]).stream();
  expect([stream.push('p@ss'), stream.end(), createValueMask([]).find('p@ss')]).toEqual(['p@ss', '', []]);
});
