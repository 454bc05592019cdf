import type { HeartbeatAnswer } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { readMessages } from '../queries/read-messages.ts';
import { renewStepLease } from '../sql/renew-step-lease.ts';
import type { StepClaim } from './step-claim.ts';

/** Renews the step's lease; null when it is lost. Carries what people said since, and whether to stop. */
export async function heartbeatStep(tx: TenantTx, claim: StepClaim, messagesSeen: number): Promise<{ runId: bigint; answer: HeartbeatAnswer } | null> {
  const step = await renewStepLease(tx, claim);
  return step && { runId: step.run_id, answer: { cancel: step.cancel, messages: await readMessages(tx, step.run_id, messagesSeen) } };
}
