import { expect, test } from 'bun:test';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { paceLines } from './pace-lines.ts';

test('lines come on whole, and no faster than what was said before them is taken in', async () => {
  let written = 0;
  const program = Readable.from((function* () {
    for (; written < 1000; written += 1) yield Buffer.from(`${'x'.repeat(10_000)} ${written}\n`);
  })());
  const room = Promise.withResolvers<void>();
  const paced = paceLines(() => room.promise);
  let heard = '';
  const listening = (async () => {
    for await (const chunk of paced.lines(program)) {
      heard += String(chunk);
      void paced.emit({ type: 'status', text: '' });
    }
  })();
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  expect(written).toBeLessThan(100);
  room.resolve();
  await listening;
  expect(heard.split('\n').map((line) => line.replace(/x+ /, ''))).toEqual([...Array.from({ length: 1000 }, (_, index) => String(index)), '']);
});
