import type { Findings } from '../../providers/provider.ts';
import { findJsonBlock } from './find-json-block.ts';
import { readPlan } from './read-plan.ts';
import { readReview } from './read-review.ts';

/** `notes` say what was left out of the answer, because it does not fit the repository. */
export type FindingsRead = { ok: true; findings: Findings; notes: readonly string[] } | { ok: false; message: string };

/** Reads what a model's answer comes to in plan and review mode, checked against the files that are there. */
export async function readFindings(mode: 'plan' | 'review', answer: string, tree: string): Promise<FindingsRead> {
  const block = findJsonBlock(answer);
  if (!block.ok) return block;
  return mode === 'plan' ? readPlan(block.value, tree) : readReview(block.value, tree);
}
