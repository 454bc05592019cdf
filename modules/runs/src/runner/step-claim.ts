import { hashToken, newToken } from '@lime/kernel';
import type { RunnerIdentity } from './register-runner.ts';

/** A runner's hold on a step, as its row knows it: by the hash alone. */
export type StepClaim = { stepId: bigint; hash: Uint8Array };

/** A new lease token, random for every claim. */
export function newLeaseToken(): string {
  return newToken('lease');
}

/**
 * What a step's row holds of its claim. The runner token goes into the hash: the lease token opens
 * nothing for whoever comes with another one, so that a tenant's runners are walled off from each other.
 */
export function claimHash(runner: Pick<RunnerIdentity, 'tokenId'>, leaseToken: string): Uint8Array {
  return hashToken(`${runner.tokenId} ${leaseToken}`);
}
