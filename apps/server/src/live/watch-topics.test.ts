import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Announcer, openAnnouncer } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createLogger } from '@lime/kernel';
import { watchTopics } from './watch-topics.ts';

let database: TestDatabase;
let announcer: Announcer;
beforeAll(async () => {
  database = await createTestDatabase();
  announcer = await openAnnouncer({ url: database.url, logger: createLogger({ name: 'test', level: 'silent' }) });
});
afterAll(async () => {
  await announcer.close();
  await database.drop();
});

/** Announces the topics and resolves when everybody has been told. */
async function announced(...topics: string[]): Promise<void> {
  for (const topic of topics) {
    const told = new Promise<void>((resolve) => {
      const stop = announcer.listen((heard) => {
        if (heard !== topic) return;
        stop();
        resolve();
      });
    });
    announcer.announce(topic);
    await told;
  }
}

test('a watcher hears its own topics alone, until it leaves; others of the same topic stay', async () => {
  const { watch, stop } = watchTopics(announcer);
  const heard: string[] = [];
  const leave = watch(['both', 'a'], () => heard.push('first'));
  watch(['both', 'b'], () => heard.push('second'));
  await announced('a', 'b', 'c', 'both');
  expect(heard.splice(0)).toEqual(['first', 'second', 'first', 'second']);
  leave();
  await announced('a', 'both');
  expect(heard.splice(0)).toEqual(['second']);
  stop();
  await announced('b');
  expect(heard).toEqual([]);
});
