import { expect, test } from 'bun:test';
import { keptFromAgent } from './agent-time.ts';

test.each([
  ['a long step keeps what handing in takes', 1_800_000, 0, 20_000],
  ['and what the checks will take', 1_800_000, 60_000, 110_000],
  ['a short one no more than four tenths', 10_000, 0, 4_000],
  ['also where the checks took most of it', 60_000, 600_000, 24_000],
])('%s', (_, left, checks, kept) => expect(keptFromAgent(left, checks)).toBe(kept));
