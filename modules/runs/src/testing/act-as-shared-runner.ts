import { type Assignment, FinishBody, type FinishBody as Finish } from '@lime/contracts';
import { claimSharedStep } from '../runner/claim-shared-step.ts';
import { finishStep, type FinishOutcome } from '../runner/finish-step.ts';
import { registerSharedRunner } from '../runner/register-runner.ts';
import { createSharedRunnerToken } from '../runner/shared-runner-tokens.ts';
import { claimHash } from '../runner/step-claim.ts';
import { agentOutput } from './act-as-runner.ts';
import type { TestEngine } from './open-test-engine.ts';

export type Held = { tenantId: bigint; assignment: Assignment };

export type ActingSharedRunner = {
  id: bigint;
  token: string;
  claim(): Promise<Held | null>;
  finish(held: Held, outcome?: Finish['outcome']): Promise<FinishOutcome>;
};

/** Acts as a runner of the installation, without a process or a network in between. */
export async function actAsSharedRunner(engine: TestEngine, options: { capacity?: number; labels?: string[] } = {}): Promise<ActingSharedRunner> {
  const { ctx } = engine;
  const token = await createSharedRunnerToken(ctx, 'a shared token');
  const tokenId = BigInt(token.id);
  const registered = await ctx.db.engine((tx) => registerSharedRunner(tx, { tokenId }, { name: 'shared', protocol: 1, labels: options.labels ?? [], providers: ['recipe'], capacity: options.capacity ?? 256, recipes: [] }));
  const id = BigInt(registered.runnerId);
  return {
    id, token: token.token,
    claim: () => claimSharedStep(ctx, { id, tokenId }),
    finish: ({ tenantId, assignment }, outcome = { status: 'succeeded', output: agentOutput, artifacts: [] }) =>
      ctx.db.tenant(tenantId, (tx) => finishStep(ctx, tx, { stepId: BigInt(assignment.stepId), hash: claimHash({ tokenId }, assignment.leaseToken) }, FinishBody.parse({ leaseToken: assignment.leaseToken, outcome }))),
  };
}
