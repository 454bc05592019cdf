import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import { startServer, type Server } from '../server/start-server.ts';
import { percentile } from '../statistics.ts';
import { seedBoard, type Seeded } from './seed-board.ts';
import { addProject, useBoard, type Used } from './use-board.ts';

const SMALL = 10_000;
const LARGE = 1_000_000;
/** Requests of each kind in a repeat. */
const TIMES = 120;

const goals: Record<keyof Used, number> = { board: 50, move: 10, search: 50 };

/** A board that people look at, drag on and search in, small and large. */
export const boardPart: Part = {
  name: 'board',
  footnotes: [
    `board: one person's requests, one after another over HTTP, p95 of ${TIMES} of each kind; board: the first page (50 cards) of six columns with runs, labels and counts; move: a ticket to a place anywhere on the board; search: words of all frequencies, names, and words that nobody used. board.*.1m: the same with ${LARGE.toLocaleString('en')} tickets; theirs is ours with ${SMALL.toLocaleString('en')}, and the goal is at most twice the goal there.`,
  ],
  run: async (bench) => {
    const [small, large] = [await open(bench, SMALL), await open(bench, LARGE)];
    try {
      const [a, b] = [new Array<Used>(), new Array<Used>()];
      // The first turn warms both up.
      for (let turn = 0; turn <= bench.repeats; turn += 1) {
        a.push(await useBoard(small.server, small.seeded, TIMES));
        b.push(await useBoard(large.server, large.seeded, TIMES));
      }
      const p95 = (turns: Used[], kind: keyof Used) => turns.slice(1).map((turn) => percentile(turn[kind], 95));
      for (const kind of ['board', 'move', 'search'] as const) bench.say(`${kind}: p95 ${p95(a, kind).map((ms) => ms.toFixed(1)).join(', ')} ms; at ${LARGE}: ${p95(b, kind).map((ms) => ms.toFixed(1)).join(', ')} ms`);
      return (['board', 'move', 'search'] as const).flatMap((kind) => [
        makeRow({ id: `board.${kind}.p95`, unit: 'ms', lowerIsBetter: true, ours: p95(a, kind), goal: { kind: 'at-most', value: goals[kind] } }),
        makeRow({ id: `board.${kind}.1m.p95`, unit: 'ms', lowerIsBetter: true, ours: p95(b, kind), theirs: p95(a, kind), goal: { kind: 'at-most', value: 2 * goals[kind] } }),
      ]);
    } finally {
      await Promise.all([small.server.stop(), large.server.stop()]);
    }
  },
};

async function open(bench: Bench, count: number): Promise<{ server: Server; seeded: Seeded }> {
  const databaseUrl = await bench.postgres.createDatabase();
  const server = await startServer({ databaseUrl, tempDir: bench.tempDir, embeddedRunner: false, env: { LIME_ROLE: 'api' } });
  bench.say(`filling a board with ${count} tickets …`);
  return { server, seeded: await seedBoard(databaseUrl, await addProject(server), count) };
}
