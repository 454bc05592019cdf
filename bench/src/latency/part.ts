import { join } from 'node:path';
import { z } from 'zod';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import { percentile } from '../statistics.ts';
import { timeClaims } from './time-claims.ts';

const STARTS = 200;
const GOAL = { kind: 'at-most', value: 15 } as const;
const WAYS = ['direct', 'queue', 'runner'] as const;
type Way = (typeof WAYS)[number];

export const latencyPart: Part = {
  name: 'latency',
  footnotes: [
    `latency: ${STARTS} starts one after another on an idle engine. direct: from the call to the first line of the first (tool) step, in the process that was asked; queue: the same when another process has the workers; runner: from the API call to the moment when a waiting runner has the first (agent) step in hand.`,
  ],
  run: async (bench) => {
    const latencies = await interleave(WAYS, bench.repeats, (way) => takeTurn(bench, way));
    return WAYS.flatMap((way) => [50, 95].map((p) => makeRow({
      id: `latency.first-step.${way}.p${p}`, unit: 'ms', lowerIsBetter: true, ours: (latencies.get(way) ?? []).map((turn) => percentile(turn, p)),
      ...(p === 95 && way === 'direct' && { goal: GOAL }),
    })));
  },
};

async function takeTurn(bench: Bench, way: Way): Promise<number[]> {
  const databaseUrl = await bench.postgres.createDatabase();
  const latencies = way === 'runner' ? await timeClaims(databaseUrl, bench.tempDir, STARTS) : await timeStarts(databaseUrl, bench.tempDir, way);
  bench.say(`${way}: p50 ${percentile(latencies, 50).toFixed(1)} ms, p95 ${percentile(latencies, 95).toFixed(1)} ms`);
  return latencies;
}

async function timeStarts(databaseUrl: string, tempDir: string, way: Way): Promise<number[]> {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'starter.ts'), databaseUrl, tempDir, way, String(STARTS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text, code] = await Promise.all([child.stdout.text(), child.exited]);
  if (code !== 0) throw new Error(`the starter ended with exit code ${code}`);
  return z.array(z.number()).parse(JSON.parse(text));
}
