import { makeRow, type Goal, type TableRow } from '../row.ts';
import { OURS, PEERS, type Peer, type Side } from './sides.ts';
import type { Turn } from './turn.ts';

/** The table's rows of part (a): two for every concurrency and peer. */
export function workflowRows(turns: Map<Side, Turn[]>, concurrencies: readonly number[]): TableRow[] {
  return concurrencies.flatMap((concurrency) => PEERS.flatMap((peer) => rowsOf(turns, concurrency, peer)));
}

function rowsOf(turns: Map<Side, Turn[]>, concurrency: number, peer: Peer): TableRow[] {
  const stepsPerSecond = (side: Side) => figures(turns, side, concurrency, 'stepsPerSecond');
  const stepP95 = (side: Side) => figures(turns, side, concurrency, 'stepP95');
  const goal: Goal = { kind: 'ratio-at-least', value: peer.goalAt20 };
  return [
    makeRow({
      id: `workflow.steps.c${concurrency}.${peer.name}`, unit: 'steps/s',
      ours: stepsPerSecond(OURS), theirs: best(peer.sides.map(stepsPerSecond), Math.max), ...(concurrency === 20 && { goal }),
    }),
    makeRow({
      id: `workflow.step-p95.c${concurrency}.${peer.name}`, unit: 'ms', lowerIsBetter: true,
      ours: stepP95(OURS), theirs: best(peer.sides.map(stepP95), Math.min),
    }),
  ];
}

function figures(turns: Map<Side, Turn[]>, side: Side, concurrency: number, figure: 'stepsPerSecond' | 'stepP95'): number[] {
  return (turns.get(side) ?? []).flatMap((turn) => turn.get(concurrency)?.[figure] ?? []);
}

/** Repeat by repeat, the better of a peer's configurations. */
function best(configurations: number[][], better: (...values: number[]) => number): number[] {
  const [first = [], ...others] = configurations;
  return first.map((value, repeat) => better(value, ...others.flatMap((other) => other[repeat] ?? [])));
}
