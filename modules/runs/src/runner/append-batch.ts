import type { EventBatch } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { appendEvents } from '../sql/append-events.ts';
import { takeBatch } from '../sql/take-batch.ts';
import type { StepClaim } from './step-claim.ts';

export type BatchOutcome = { kind: 'appended'; lastSeq: bigint } | { kind: 'repeated' } | { kind: 'lease_lost' } | { kind: 'gap'; expected: number };

/** Takes in a numbered batch of a runner's events, once: a repeated batch changes nothing, one too many is refused. */
export async function appendBatch(ctx: RunsContext, tx: TenantTx, claim: StepClaim, batch: EventBatch): Promise<BatchOutcome> {
  const taken = await takeBatch(tx, claim, batch.batch);
  if (taken.kind !== 'taken') return taken;
  const lastSeq = await appendEvents(tx, taken.runId, claim.stepId, batch.events);
  tx.afterCommit(() => ctx.announcer.announce(`run:${taken.runId}`));
  return { kind: 'appended', lastSeq };
}
