import { openScriptPool, runWalledScript } from '@lime/sandbox';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import { median } from '../statistics.ts';

/** Runs of one measurement. */
const WARM = 200;
const COLD = 5;
const WALLED = 30;

const job = {
  code: 'export default ({ event, payload }) => ({ event, titles: payload.titles.map((title) => title.toUpperCase()) })',
  context: JSON.stringify({ event: 'ticket_created', payload: { titles: ['one', 'two', 'three'] } }),
  timeoutMs: 5000, outputBytes: 65_536,
};

export const hooksPart: Part = {
  name: 'hooks',
  footnotes: [
    `hooks: a small hook, from the order to its answer, one after another; the median of ${WARM} in QuickJS (each in an engine of its own, in a program that stands already), of ${COLD} with that program's start, and of ${WALLED} on bun and on node in bubblewrap. Taking the types out is not in it (done once a version), the history's rows neither.`,
  ],
  run: async ({ repeats, say }: Bench) => {
    const turns = { warm: [], cold: [], bun: [], node: [] } as Record<'warm' | 'cold' | 'bun' | 'node', number[]>;
    for (let turn = 0; turn < repeats; turn += 1) {
      turns.warm.push(await warm());
      turns.cold.push(await medianOf(COLD, cold));
      for (const program of ['bun', 'node'] as const) turns[program].push(await medianOf(WALLED, () => timed(async () => expectAnswer((await runWalledScript({ ...job, program })).kind))));
      say(`QuickJS ${shown(turns.warm)} ms warm, ${shown(turns.cold)} ms cold; bun ${shown(turns.bun)} ms, node ${shown(turns.node)} ms`);
    }
    const row = (id: string, ours: number[], goal?: number) => makeRow({ id, unit: 'ms', lowerIsBetter: true, ours, ...(goal !== undefined && { goal: { kind: 'at-most', value: goal } }) });
    return [row('hooks.quickjs.warm', turns.warm, 3), row('hooks.quickjs.cold', turns.cold), row('hooks.bubblewrap.bun', turns.bun, 60), row('hooks.bubblewrap.node', turns.node, 60)];
  },
};

async function warm(): Promise<number> {
  const pool = openScriptPool({ size: 1 });
  try {
    const once = async () => expectAnswer((await pool.run(job)).kind);
    await medianOf(20, () => timed(once));
    return await medianOf(WARM, () => timed(once));
  } finally {
    await pool.close();
  }
}

async function cold(): Promise<number> {
  const pool = openScriptPool({ size: 1 });
  try {
    return await timed(async () => expectAnswer((await pool.run(job)).kind));
  } finally {
    await pool.close();
  }
}

async function medianOf(times: number, measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n < times; n += 1) all.push(await measure());
  return median(all);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

function expectAnswer(kind: string): void {
  if (kind !== 'returned') throw new Error(`a hook ended as ${kind}`);
}

function shown(figures: number[]): string {
  return (figures.at(-1) ?? 0).toFixed(2);
}
