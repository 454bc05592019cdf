import type { Announcer, Db } from '@lime/db';
import { STEPS } from '../adapter/protocol.ts';
import type { StepClock } from '../adapter/time-steps.ts';

export type Ends = {
  /** To be given to the engine in the announcer's place. */
  announcer: Announcer;
  /** Resolves when the run has succeeded; rejects when it has ended otherwise. */
  of(tenantId: bigint, runId: bigint, clock: StepClock): Promise<void>;
};

/**
 * How a caller in the engine's own process learns that a run has ended: told by the announcement, it
 * looks at the run's row. (DBOS and LangGraph give their caller a promise instead of a look.) The
 * announcements of earlier steps are passed over, since the run cannot have ended yet.
 */
export function waitForEnds(db: Db, announcer: Announcer): Ends {
  const waiting = new Map<string, () => void>();
  const told: Announcer = {
    ...announcer,
    announce: (topic) => {
      announcer.announce(topic);
      waiting.get(topic)?.();
    },
  };
  const of = (tenantId: bigint, runId: bigint, clock: StepClock) =>
    new Promise<void>((resolve, reject) => {
      const topic = `run:${runId}`;
      const look = () => {
        if (clock.marks() < STEPS) return;
        hasEnded(db, tenantId, runId).then((ended) => {
          if (ended && waiting.delete(topic)) resolve();
        }, reject);
      };
      waiting.set(topic, look);
      look();
    });
  return { announcer: told, of };
}

async function hasEnded(db: Db, tenantId: bigint, runId: bigint): Promise<boolean> {
  const [run]: { status: string }[] = await db.tenant(tenantId, (tx) => tx.sql`SELECT status FROM runs WHERE tenant_id = ${tenantId} AND id = ${runId}`);
  if (run?.status === 'failed' || run?.status === 'cancelled') throw new Error(`run ${runId} has ${run.status}`);
  return run?.status === 'succeeded';
}
