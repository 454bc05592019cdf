import type { DataFolder } from '../data-folder.ts';
import type { StepOutcome, StepWork } from '../run-assignment.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { workThrough } from './work-through.ts';
import { openWorkbench, type Surroundings } from './workbench.ts';

/**
 * Does an agent step in a workspace of its own. The workspace of a step that did not succeed is
 * deleted at once; the others are collected when no run needs them any more.
 */
export function doWork(folder: DataFolder, surroundings: Surroundings): (step: StepWork) => Promise<StepOutcome> {
  return async (step) => {
    const bench = openWorkbench(step, folder, surroundings);
    let succeeded = false;
    try {
      const outcome = await workThrough(bench);
      succeeded = outcome.status === 'succeeded';
      return outcome;
    } finally {
      if (!succeeded) await removeTree(bench.root);
    }
  };
}
