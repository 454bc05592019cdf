import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startAdapter } from '../adapter/start-adapter.ts';
import { STEPS } from '../adapter/protocol.ts';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { OURS, PEERS, type Side } from './sides.ts';
import type { Turn } from './turn.ts';
import { workflowRows } from './workflow-rows.ts';

const CONCURRENCIES = [1, 20, 50] as const;
const WARM_UP = { concurrency: 20, runs: 100 };

export const workflowPart: Part = {
  name: 'workflow',
  footnotes: [
    'workflow: ten no-op steps, every step durable before the workflow ends. A step lasts from the start of its body to the start of the next one (the last: until the caller knows the end).',
    'ours runs on Bun; LangGraph.js (StateGraph, PostgresSaver, pool of 20; durability sync and async (the default), the better figure each), DBOS Transact (pool of 20) and the Restate SDK (HTTP/2) on Node 24; restate-server with its own storage and settings.',
  ],
  run: async (bench) => {
    const sides = [OURS, ...PEERS.flatMap((peer) => peer.sides)];
    return workflowRows(await interleave(sides, bench.repeats, (side) => takeTurn(bench, side)), CONCURRENCIES);
  },
};

/** A fresh process, database and folder for every turn: while one side runs, no other is even idle. */
async function takeTurn(bench: Bench, side: Side): Promise<Turn> {
  const tempDir = await mkdtemp(join(bench.tempDir, 'turn-'));
  const adapter = await startAdapter({ ...side, databaseUrl: await bench.postgres.createDatabase(), tempDir });
  try {
    // Everybody's code paths and connections are warm before anything counts.
    await adapter.measure(WARM_UP);
    const turn: Turn = new Map();
    for (const concurrency of CONCURRENCIES) {
      const pace = await adapter.measure({ concurrency, runs: Math.max(20, 2 * concurrency) });
      // Enough waves that the last one, when callers run dry, weighs little.
      const runs = Math.max(5 * concurrency, Math.round((pace.stepsPerSecond * bench.seconds) / STEPS));
      const result = await adapter.measure({ concurrency, runs });
      bench.say(`${side.name} at ${concurrency}: ${Math.round(result.stepsPerSecond)} steps/s, p95 ${result.stepP95.toFixed(1)} ms`);
      turn.set(concurrency, result);
    }
    return turn;
  } finally {
    await adapter.stop();
    await rm(tempDir, { recursive: true, force: true });
  }
}
