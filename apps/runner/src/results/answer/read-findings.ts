import { findJsonBlock } from './find-json-block.ts';
import type { FindingsRead } from './findings-read.ts';
import { readPlan } from './read-plan.ts';
import { readReview } from './read-review.ts';

/** Reads what a model's answer comes to in plan and review mode, checked against the files that are there. */
export async function readFindings(mode: 'plan' | 'review', answer: string, tree: string): Promise<FindingsRead> {
  const block = findJsonBlock(answer);
  if (!block.ok) return block;
  return mode === 'plan' ? readPlan(block.value, tree) : readReview(block.value, tree);
}
