import { between, pick, type Random, seededRandom } from './random.ts';

/** What a work item is meant to come to. `cancel_late`: approved, and cancelled while its effect may be under way. */
export type ItemKind = 'merge' | 'push' | 'reject' | 'no_change' | 'broken' | 'cancel' | 'cancel_late';

export type Item = {
  number: number;
  kind: ItemKind;
  /** How long the recipe works, so that kills find it at work. Milliseconds. */
  workMs: number;
  /** For `cancel`: how long after the start it is asked for; for `cancel_late` a tenth of it after the approval. Milliseconds. */
  cancelAfterMs: number;
  /** Whether the repository's own checks run before and after. */
  checked: boolean;
};

export type Target = 'server' | 'runner' | 'postgres';
export type Kill = {
  target: Target;
  /** After the kill before it. */
  afterMs: number;
  /** Null: then at once. Else so long after the next approval: that is when effects are under way. */
  aimMs: number | null;
};

export type Plan = { seed: number; items: Item[]; kills: Kill[] };

/** The same options make the same plan, to the millisecond; what a kill finds at work is up to the machine. */
export function planDrill(options: { runs: number; kills: number; seed: number }): Plan {
  const random = seededRandom(options.seed);
  const items = Array.from({ length: options.runs }, (_, index) => planItem(random, index + 1));
  const kills = Array.from({ length: options.kills }, (_, index) => planKill(random, index));
  return { seed: options.seed, items, kills };
}

/** Most items end in an effect: they have the most to lose. */
const kinds: readonly [ItemKind, ...ItemKind[]] = ['merge', 'merge', 'merge', 'push', 'push', 'reject', 'no_change', 'broken', 'cancel', 'cancel', 'cancel_late', 'cancel_late'];

function planItem(random: Random, number: number): Item {
  return { number, kind: pick(random, kinds), workMs: between(random, 0, 4000), cancelAfterMs: between(random, 0, 3000), checked: random() < 0.3 };
}

function planKill(random: Random, index: number): Kill {
  const targets: readonly [Target, ...Target[]] = ['server', 'runner', 'postgres'];
  // The first three kills strike each target once, so that a short drill leaves none out.
  return { target: targets[index] ?? pick(random, targets), afterMs: between(random, 300, 5000), aimMs: random() < 0.5 ? between(random, 0, 120) : null };
}

/** The kills as one line that a person can compare with another drill's. */
export function showSchedule(kills: Kill[]): string {
  return kills.map((kill) => `+${(kill.afterMs / 1000).toFixed(1)}s ${kill.target}${kill.aimMs === null ? '' : ` ${kill.aimMs} ms after an approval`}`).join(', ');
}
