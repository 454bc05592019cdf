import type { Db } from '@lime/db';
import { commitSteps, type StepCommit } from '../sql/commit-steps.ts';
import { isDataRefused } from './faults.ts';

/** `woken`: the run has moved, and something was asked of it meanwhile. `lost`: another worker has it. */
export type Committed = 'moved' | 'woken' | 'lost';

export type StepCommitter = { commit(tenantId: bigint, step: StepCommit): Promise<Committed> };

type Waiting = { step: StepCommit; resolve: (committed: Committed) => void; reject: (error: unknown) => void };

const maxBatch = 200;

/**
 * Group commit: while one transaction of a tenant is under way, the steps that end meanwhile
 * gather, and the next transaction commits them together. An idle engine waits for nothing; a busy
 * one pays one round trip and one fsync for many steps. Each step keeps its own fence.
 */
export function stepCommitter(db: Db, onCommitted: (runId: bigint) => void): StepCommitter {
  const queues = new Map<bigint, Waiting[]>();

  const drain = async (tenantId: bigint, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) await flush(tenantId, queue.splice(0, maxBatch));
    queues.delete(tenantId);
  };

  const flush = async (tenantId: bigint, batch: Waiting[]): Promise<void> => {
    try {
      const moved = await db.tenant(tenantId, (tx) => commitSteps(tx, batch.map((waiting) => waiting.step)));
      for (const waiting of batch) {
        const runId = BigInt(waiting.step.run_id);
        const run = moved.get(runId);
        if (run) onCommitted(runId);
        waiting.resolve(run ? (run.woken ? 'woken' : 'moved') : 'lost');
      }
    } catch (error) {
      // One step's data must not fail the others.
      if (batch.length > 1 && isDataRefused(error)) for (const waiting of batch) await flush(tenantId, [waiting]);
      else for (const waiting of batch) waiting.reject(error);
    }
  };

  return {
    commit: (tenantId, step) =>
      new Promise((resolve, reject) => {
        const waiting = { step, resolve, reject };
        const queue = queues.get(tenantId);
        if (queue) {
          queue.push(waiting);
          return;
        }
        const started = [waiting];
        queues.set(tenantId, started);
        queueMicrotask(() => void drain(tenantId, started));
      }),
  };
}
