import type { Bench } from '../part.ts';
import { makeRow, type TableRow } from '../row.ts';
import { percentile } from '../statistics.ts';
import { askModel } from './ask-model.ts';
import type { Ways } from './ways.ts';

const ROUNDS = 200;

/** In milliseconds, one a round: what the way through the gateway takes more than a direct one, and what a second direct one does. */
type Differences = { gateway: number[]; noise: number[] };

export async function measureOverhead(bench: Bench, ways: Ways): Promise<TableRow[]> {
  const repeats: Differences[] = [];
  // The first warms both up.
  for (let repeat = 0; repeat <= bench.repeats; repeat += 1) repeats.push(await takeRounds(ways));
  const at = (p: number) => ({ ours: repeats.slice(1).map(({ gateway }) => percentile(gateway, p)), theirs: repeats.slice(1).map(({ noise }) => percentile(noise, p)) });
  const [p50, p95] = [at(50), at(95)];
  p95.ours.forEach((ms, index) => bench.say(`overhead p50 ${p50.ours[index]?.toFixed(2)}, p95 ${ms.toFixed(2)} ms; a second direct request: p95 ${p95.theirs[index]?.toFixed(2)} ms`));
  return [
    makeRow({ id: 'gateway.overhead.p50', unit: 'ms', lowerIsBetter: true, ours: p50.ours }),
    makeRow({ id: 'gateway.overhead.p95', unit: 'ms', lowerIsBetter: true, ...p95, goal: { kind: 'at-most', value: 5 } }),
  ];
}

async function takeRounds({ ours, direct }: Ways): Promise<Differences> {
  const again = { ...direct };
  const orders = [[ours, direct, again], [direct, again, ours], [again, ours, direct]];
  const all: Differences = { gateway: [], noise: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const times = new Map<unknown, number>();
    for (const side of orders[round % orders.length] ?? []) times.set(side, (await askModel(side, 'a word')).milliseconds);
    const of = (side: unknown) => times.get(side) ?? Number.NaN;
    all.gateway.push(of(ours) - of(direct));
    all.noise.push(of(again) - of(direct));
  }
  return all;
}
