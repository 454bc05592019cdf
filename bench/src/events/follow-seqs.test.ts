import { expect, test } from 'bun:test';
import { followSeqs } from './follow-seqs.ts';

test.each([
  [[1, 2, 3], { last: 3, lost: 0, doubled: 0 }],
  [[2, 5], { last: 5, lost: 3, doubled: 0 }],
  [[1, 2, 2, 1, 3], { last: 3, lost: 0, doubled: 2 }],
])('%j', (seqs, seen) => {
  const followed = followSeqs();
  for (const seq of seqs) followed.take(seq);
  expect({ last: followed.lastSeq(), lost: followed.lost(), doubled: followed.doubled() }).toEqual(seen);
});
