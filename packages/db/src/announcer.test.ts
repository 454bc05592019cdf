import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createLogger } from '@lime/kernel';
import type { Socket } from 'bun';
import { type Announcer, openAnnouncer } from './announcer.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Resolves when the announcer hears a topic that `wanted` takes. */
function hears(announcer: Announcer, wanted: (topic: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    const stop = announcer.listen((topic) => {
      if (!wanted(topic)) return;
      stop();
      resolve(topic);
    });
  });
}

/** A way to the database that can be cut: while it is, whoever connects is held for a while and then let fall. */
function cuttableRoute(to: URL) {
  let cut = false;
  let held = 0;
  const seen = { attempts: 0, mostAtOnce: 0 };
  const open = new Set<Socket<Peer>>();
  type Peer = { other: Socket<Peer> | null; early: Buffer[] };
  const listener = Bun.listen<Peer>({
    hostname: '127.0.0.1', port: 0,
    socket: {
      open: (socket) => {
        socket.data = { other: null, early: [] };
        open.add(socket);
        if (cut) {
          seen.attempts += 1;
          seen.mostAtOnce = Math.max(seen.mostAtOnce, ++held);
          setTimeout(() => {
            held -= 1;
            socket.end();
          }, 400);
          return;
        }
        void Bun.connect<Peer>({
          hostname: to.hostname, port: Number(to.port), data: { other: socket, early: [] },
          socket: {
            open: (upstream) => {
              socket.data.other = upstream;
              for (const bytes of socket.data.early) upstream.write(bytes);
            },
            data: (upstream, bytes) => void upstream.data.other?.write(bytes),
            close: (upstream) => void upstream.data.other?.end(),
          },
        });
      },
      data: (socket, bytes) => void (socket.data.other ? socket.data.other.write(bytes) : socket.data.early.push(bytes)),
      close: (socket) => {
        open.delete(socket);
        socket.data.other?.end();
      },
    },
  });
  const url = new URL(to);
  url.port = String(listener.port);
  return {
    url: url.href, seen,
    cut: () => {
      cut = true;
      for (const socket of open) socket.end();
    },
    mend: () => (cut = false),
    close: () => listener.stop(true),
  };
}

test('what one announces, the others hear', async () => {
  const [one, other] = await Promise.all([openAnnouncer({ url: database.url, logger }), openAnnouncer({ url: database.url, logger })]);
  const heard = hears(other, (topic) => topic === 'run:42');
  one.announce('run:42');
  expect(await heard).toBe('run:42');
  await Promise.all([one.close(), other.close()]);
});

test('more topics than one notification holds all arrive', async () => {
  const announcer = await openAnnouncer({ url: database.url, logger });
  const topics = Array.from({ length: 2000 }, (_, index) => `run:${index}`);
  const missing = new Set(topics);
  const heard = hears(announcer, (topic) => missing.delete(topic) && missing.size === 0);
  for (const topic of topics) announcer.announce(topic);
  await heard;
  await announcer.close();
});

test('a lost connection is opened again, one try at a time, and what was announced meanwhile is told then', async () => {
  const route = cuttableRoute(new URL(database.url));
  const [announcer, other] = await Promise.all([openAnnouncer({ url: route.url, logger }), openAnnouncer({ url: database.url, logger })]);
  route.cut();
  while (route.seen.attempts < 3) await Bun.sleep(20);
  announcer.announce('run:7');
  const [everything, news] = [hears(announcer, (topic) => topic === '*'), hears(other, (topic) => topic === 'run:7')];
  route.mend();
  expect(await everything).toBe('*');
  expect(await news).toBe('run:7');
  expect(route.seen.mostAtOnce).toBe(1);
  await Promise.all([announcer.close(), other.close()]);
  route.close();
}, 30_000);
