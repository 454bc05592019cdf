import { commitTogether, type Db } from '@lime/db';
import { commitSteps, type StepCommit } from '../sql/commit-steps.ts';

/** `woken`: the run has moved, and something was asked of it meanwhile. `lost`: another worker has it. */
export type Committed = 'moved' | 'woken' | 'lost';

export type StepCommitter = { commit(tenantId: bigint, step: StepCommit): Promise<Committed> };

/**
 * Group commit of steps: an idle engine waits for nothing; a busy one pays one round trip and one
 * fsync for many steps. Each step keeps its own fence.
 */
export function stepCommitter(db: Db, onCommitted: (runId: bigint) => void): StepCommitter {
  const commit = commitTogether<StepCommit, Committed>(db, async (tx, steps) => {
    const moved = await commitSteps(tx, steps);
    tx.afterCommit(() => [...moved.keys()].forEach(onCommitted));
    return steps.map((step) => {
      const run = moved.get(BigInt(step.run_id));
      return run ? (run.woken ? 'woken' : 'moved') : 'lost';
    });
  });
  return { commit };
}
