import type { Bench, Part } from '../part.ts';
import { playRunner, type PlayedRunner } from '../server/played-runner.ts';
import { makeRow } from '../row.ts';
import { startLook } from '../server/start-look.ts';
import { startServer, type Server } from '../server/start-server.ts';
import { residentMb } from './resident-mb.ts';

const RUNS = 1000;
const AT_ONCE = 8;
/** After its start and after the runs the server is left alone for so long: what can be let go of is gone by then. */
const SETTLE_MS = 5000;

type Turn = { idle: number; after: number; later: number };

export const memoryPart: Part = {
  name: 'memory',
  footnotes: [`memory: resident memory of the server process, ${SETTLE_MS / 1000} s after its start, after ${RUNS.toLocaleString('en')} runs of one agent step (over the API, ${AT_ONCE} at once, with a played runner) and after as many again. What grows in the second half as in the first would be a leak.`],
  run: async (bench) => {
    const turns: Turn[] = [];
    for (let repeat = 0; repeat < bench.repeats; repeat++) turns.push(await takeTurn(bench));
    const row = (id: string, figure: (turn: Turn) => number) => makeRow({ id, unit: 'MB', lowerIsBetter: true, ours: turns.map(figure) });
    return [
      row('memory.idle', (turn) => turn.idle),
      row(`memory.after-${RUNS}-runs`, (turn) => turn.after),
      row(`memory.growth.first-${RUNS}`, (turn) => turn.after - turn.idle),
      row(`memory.growth.second-${RUNS}`, (turn) => turn.later - turn.after),
    ];
  },
};

async function takeTurn(bench: Bench): Promise<Turn> {
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: false });
  try {
    const settled = () => Bun.sleep(SETTLE_MS).then(() => residentMb(server.pid));
    const idle = await settled();
    const runner = await playRunner(server);
    await run(server, runner);
    const after = await settled();
    await run(server, runner);
    const turn = { idle, after, later: await settled() };
    bench.say(`${Math.round(turn.idle)} MB idle, ${Math.round(turn.after)} MB after ${RUNS} runs, ${Math.round(turn.later)} MB after ${2 * RUNS}`);
    return turn;
  } finally {
    await server.stop();
  }
}

/** Starts and ends `RUNS` runs, some at once. Whoever claims gets any run's step: there are as many of both. */
async function run(server: Server, runner: PlayedRunner): Promise<void> {
  let left = RUNS;
  const one = async () => {
    while (left-- > 0) {
      await startLook(server, `Look ${left}`);
      await runner.finish(await runner.claim());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
