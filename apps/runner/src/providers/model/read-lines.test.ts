import { expect, test } from 'bun:test';
import { readLines } from './read-lines.ts';

const encoder = new TextEncoder();

async function* chunksOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
}
const linesOf = (...chunks: (string | Uint8Array)[]) => Array.fromAsync(readLines(chunksOf(...chunks)));

test('lines are put together across pieces, and characters across their bytes', async () => {
  const umlaut = encoder.encode('ü');
  expect(await linesOf('{"a":', '1}\n{"b"', ':2}\n\n', umlaut.subarray(0, 1), umlaut.subarray(1), '\nrest')).toEqual(['{"a":1}', '{"b":2}', '', 'ü']);
});

test('a line that is too long is dropped, and the next one is read', async () => {
  const long = 'x'.repeat(4 * 1024 * 1024);
  expect(await linesOf('first\n', long, long, long, long, long, 'end of the long one\nnext\n')).toEqual(['first', 'next']);
});
