import { afterEach, describe, expect, test } from 'bun:test';
import type { LiveMessage, RunEvent } from '@lime/contracts';
import type { Server, ServerWebSocket } from 'bun';
import { createLive, type Live } from './live.ts';
import { openSocket } from './open-socket.ts';
import { createRunFeed, type RunFeed, type RunFeedState } from './run-feed.ts';

/** A server of the live protocol, whose connections and messages the test holds in its hands. */
function startServer() {
  const sockets = new Set<ServerWebSocket<unknown>>();
  const asked: { topic: string; after: number }[] = [];
  const onAsk: (() => void)[] = [];
  let refuse: number | null = null;
  const server: Server<unknown> = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, own) => (refuse !== null || !own.upgrade(request, { data: null }) ? new Response('no', { status: refuse ?? 503 }) : undefined),
    websocket: {
      open: (socket) => void sockets.add(socket),
      close: (socket) => void sockets.delete(socket),
      message: (_, text) => {
        const request = JSON.parse(String(text));
        if (request.op !== 'subscribe') return;
        asked.push({ topic: request.topic, after: request.after });
        onAsk.splice(0).forEach((tell) => tell());
      },
    },
  });
  return {
    url: `ws://127.0.0.1:${server.port}/ws`,
    asked,
    /** Resolves at the next subscription. */
    nextAsk: () => new Promise<void>((resolve) => onAsk.push(resolve)),
    tell: (message: LiveMessage) => sockets.forEach((socket) => socket.send(JSON.stringify(message))),
    dropAll: (code = 1012) => sockets.forEach((socket) => socket.close(code)),
    refuse: (status: number | null) => {
      refuse = status;
    },
    stop: () => server.stop(true),
  };
}

function event(seq: number): RunEvent {
  return { seq, at: '2026-11-20T10:00:00.000Z', stepId: null, body: { type: 'log', text: `line ${seq}` } };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
const seqs = (events: readonly RunEvent[]) => events.map(({ seq }) => seq);

let server: ReturnType<typeof startServer>;
let live: Live;
let feed: RunFeed;
/** What the HTTP side would answer. */
let stored: RunEvent[];
let fetched: number[];

function open(): void {
  server = startServer();
  stored = range(1, 3);
  fetched = [];
  live = createLive({ open: () => openSocket(server.url, async () => (await fetch(server.url.replace('ws', 'http'))).status === 401), random: () => 0 });
  feed = createRunFeed({
    runId: '7',
    live,
    fetchEvents: async (after) => {
      fetched.push(after);
      return { events: stored.filter(({ seq }) => seq > after).slice(0, 2), lastSeq: stored.length };
    },
    onRun: () => {},
    onSubscribed: () => {},
    onEvents: () => {},
  });
}

afterEach(async () => {
  feed.stop();
  live.close();
  await server.stop();
});

/** Waits until the feed is as wished. */
function until(wish: (state: RunFeedState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!wish(feed.state())) return;
      stop();
      resolve();
    };
    const stop = feed.listen(look);
    look();
  });
}

function untilStatus(wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = live.onStatus(() => {
      if (live.status() !== wanted) return;
      stop();
      resolve();
    });
    if (live.status() === wanted) resolve();
  });
}

async function startFeed(): Promise<void> {
  const asked = server.nextAsk();
  feed.start();
  await asked;
}

describe('a run, live', () => {
  test('reads what there is page by page, then subscribes from there', async () => {
    open();
    await startFeed();
    expect(fetched).toEqual([0, 2]);
    expect(server.asked).toEqual([{ topic: 'run:7', after: 3 }]);
    expect(seqs(feed.state().events)).toEqual([1, 2, 3]);
  });

  test('after a drop it subscribes again from the last seq it has', async () => {
    open();
    await startFeed();
    server.tell({ op: 'events', topic: 'run:7', events: range(4, 6) });
    await until(({ count }) => count === 6);
    const again = server.nextAsk();
    server.dropAll();
    await again;
    expect(server.asked.at(-1)).toEqual({ topic: 'run:7', after: 6 });
    expect(live.status()).toBe('open');
  });

  test('while the server is away it keeps trying, and says so', async () => {
    open();
    await startFeed();
    server.refuse(503);
    server.dropAll();
    await untilStatus('reconnecting');
    const again = server.nextAsk();
    server.refuse(null);
    await again;
    expect(live.status()).toBe('open');
  });

  test('what comes twice is shown once', async () => {
    open();
    await startFeed();
    server.tell({ op: 'events', topic: 'run:7', events: range(2, 5) });
    server.tell({ op: 'events', topic: 'run:7', events: range(4, 6) });
    await until(({ count }) => count === 6);
    expect(seqs(feed.state().events)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a hole is filled from the cursor before anything after it is shown', async () => {
    open();
    await startFeed();
    stored = range(1, 9);
    server.tell({ op: 'events', topic: 'run:7', events: range(8, 9) });
    await until(({ count }) => count === 9);
    expect(fetched.slice(2)).toEqual([3, 5, 7]);
    expect(seqs(feed.state().events)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('who is not signed in is told, and the server is left in peace', async () => {
    open();
    await startFeed();
    server.dropAll(4401);
    await untilStatus('signed_out');
    expect(server.asked).toHaveLength(1);
  });

  test('who is not let in again, having signed out meanwhile, is told too', async () => {
    open();
    await startFeed();
    server.refuse(401);
    server.dropAll();
    await untilStatus('signed_out');
    expect(server.asked).toHaveLength(1);
  });
});
