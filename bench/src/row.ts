import { median } from './statistics.ts';

/** A figure to reach: as a multiple of the peer's (`ratio`), or in the row's own unit. */
export type Goal =
  | { kind: 'ratio-at-least'; value: number }
  | { kind: 'at-most'; value: number }
  | { kind: 'exactly'; value: number };

/** One object of `--json`. */
export type Row = {
  id: string;
  /** Median of the repeats. */
  ours: number | null;
  theirs: number | null;
  unit: string;
  /**
   * How many times better we are: above 1 is better, whichever way the unit points. The median of the
   * repeats' own ratios, since neighbours in time share the machine's mood; so it can differ a little
   * from `ours / theirs`.
   */
  ratio: number | null;
  goal: string | null;
  met: boolean | null;
};

/** One line of the table: beside the median, the ratio of every repeat, for a median hides how far they lie apart. */
export type TableRow = Row & { ratios: number[] };

type Measured = {
  id: string;
  unit: string;
  /** One figure a repeat; empty when this side did not take part. */
  ours: readonly number[];
  theirs?: readonly number[];
  /** Whether a smaller figure is the better one: latencies, memory. */
  lowerIsBetter?: boolean;
  goal?: Goal;
};

/** Works out medians, ratio and verdict. What was not measured stays null: nothing is guessed. */
export function makeRow({ id, unit, ours, theirs = [], lowerIsBetter = false, goal }: Measured): TableRow {
  const ratios = ours.flatMap((figure, repeat) => {
    const other = theirs[repeat];
    return other === undefined ? [] : [lowerIsBetter ? other / figure : figure / other];
  });
  const row = { id, ours: medianOrNull(ours), theirs: medianOrNull(theirs), unit, ratio: medianOrNull(ratios), ratios };
  return { ...row, goal: goal ? describe(goal, unit) : null, met: goal ? isMet(goal, row) : null };
}

/** What `--json` promises, without the table's extras. */
export function toJsonRow({ id, ours, theirs, unit, ratio, goal, met }: TableRow): Row {
  return { id, ours, theirs, unit, ratio, goal, met };
}

const medianOrNull = (values: readonly number[]) => (values.length === 0 ? null : median(values));

function describe(goal: Goal, unit: string): string {
  if (goal.kind === 'ratio-at-least') return `>= ${goal.value}x`;
  return `${goal.kind === 'at-most' ? '<=' : '='} ${goal.value} ${unit}`;
}

function isMet(goal: Goal, { ours, ratio }: { ours: number | null; ratio: number | null }): boolean | null {
  if (goal.kind === 'ratio-at-least') return ratio === null ? null : ratio >= goal.value;
  if (ours === null) return null;
  return goal.kind === 'at-most' ? ours <= goal.value : ours === goal.value;
}
