import { expect, test } from 'bun:test';
import { createLogger } from '@lime/kernel';
import { openSlots } from './slots.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

test('no more work goes on at once than there are slots, and all of it is done, in its order', async () => {
  const slots = openSlots(2, logger);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const all = Promise.all(ends.map((end, index) => new Promise<void>((done) => slots.take(async () => {
    begun.push(index);
    await end.promise;
    done();
  }))));
  expect([begun, slots.hasRoom()]).toEqual([[0, 1], false]);
  ends[1]?.resolve();
  await ends[1]?.promise;
  while (begun.length < 3) await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const end of ends) end.resolve();
  await all;
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('work that waits for something outside for long makes room, so that other work is done meanwhile', async () => {
  const slots = openSlots(2, logger);
  const outside = Promise.withResolvers<void>();
  for (let index = 0; index < 6; index += 1) slots.take(() => outside.promise);
  await new Promise<void>((done) => slots.take(async () => done()));
  expect(slots.hasRoom()).toBe(true);
  outside.resolve();
});

test('what fails leaves its slot', async () => {
  const slots = openSlots(1, logger);
  slots.take(() => Promise.reject(new Error('no')));
  await new Promise<void>((done) => slots.take(async () => done()));
  expect(slots.hasRoom()).toBe(false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(slots.hasRoom()).toBe(true);
});
