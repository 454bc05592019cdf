import { expect, test } from 'bun:test';
import { readUpTo } from './read-up-to.ts';

/** Gives chunks of these sizes, and notes whether it was left before its end. */
function stream(sizes: number[]) {
  const seen = { given: 0, left: false };
  async function* give() {
    try {
      for (const size of sizes) {
        seen.given += 1;
        yield new Uint8Array(size).fill(seen.given);
      }
    } finally {
      seen.left = true;
    }
  }
  return { seen, chunks: give() };
}

test('the bytes come together in their order, as many as there may be', async () => {
  expect(await readUpTo(stream([1, 2]).chunks, 3)).toEqual(Buffer.from([1, 2, 2]));
  for (const empty of [stream([]).chunks, null]) expect(await readUpTo(empty, 0)).toEqual(Buffer.from([]));
});

test('with one byte more nothing is answered, and the rest is not read', async () => {
  const { seen, chunks } = stream([2, 2, 2]);
  expect(await readUpTo(chunks, 3)).toBeNull();
  expect(seen).toEqual({ given: 2, left: true });
});
