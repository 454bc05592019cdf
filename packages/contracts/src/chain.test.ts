import { expect, test } from 'bun:test';
import { ChainWanted } from './chain.ts';

test.each([[['plan', 'implement', 'review', 'bugfix']], ['implement → review → bugfix'], ['bugfix,review'], [[]], ['']])('a chain: %p', (chain) => {
  expect(ChainWanted.safeParse(chain).success).toBe(true);
});

test.each([[Array.from({ length: 11 }, () => 'review')], ['review>bugfix>'.repeat(11)], ['implement,deploy'], [['review']], ['x'.repeat(300)], [7]])('what is none is told what one is, and how long: %p', (chain) => {
  expect(ChainWanted.safeParse(chain).error?.issues[0]?.message).toContain('4 stages at most');
});
