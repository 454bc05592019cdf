import type { AgentOutput, Assignment, EventBatch, FinishBody, HeartbeatAnswer, RunEventBody } from '@lime/contracts';
import { FinishBody as FinishSchema } from '@lime/contracts';
import { appendBatch, type BatchOutcome } from '../runner/append-batch.ts';
import { claimStep } from '../runner/claim-step.ts';
import { finishStep, type FinishOutcome } from '../runner/finish-step.ts';
import { heartbeatStep } from '../runner/heartbeat-step.ts';
import { registerRunner } from '../runner/register-runner.ts';
import { createRunnerToken } from '../runner/runner-tokens.ts';
import { claimHash } from '../runner/step-claim.ts';
import type { TestEngine } from './open-test-engine.ts';

/** An agent step's spec and output, complete and small. */
export const agentStep = { kind: 'agent', provider: 'recipe', mode: 'implement', with: { title: 'Work', repository: { url: '/nowhere', ref: null }, recipe: { name: 'command' } } } as const;
export const agentOutput: AgentOutput = { summary: 'done', changed: true, baseSha: 'a'.repeat(40), targetRef: 'main', stats: { filesChanged: 1, insertions: 1, deletions: 0 }, checks: { before: [], after: [] }, timings: {} };

export type ActingRunner = {
  id: bigint;
  claim(): Promise<Assignment | null>;
  batch(step: Held, batch: number, events: RunEventBody[]): Promise<BatchOutcome>;
  heartbeat(step: Held, messagesSeen?: number): Promise<HeartbeatAnswer | null>;
  finish(step: Held, outcome?: FinishBody['outcome']): Promise<FinishOutcome>;
};

type Held = Pick<Assignment, 'stepId' | 'leaseToken'>;

/** Acts as a runner of the engine's tenant, without a process or a network in between. */
export async function actAsRunner(engine: TestEngine, options: { name?: string; capacity?: number; labels?: string[] } = {}): Promise<ActingRunner> {
  const { ctx } = engine;
  const token = await engine.in((tx) => createRunnerToken(tx, { userId: engine.userId, name: 'Ada' }, 'a token'));
  const identity = { tenantId: engine.tenantId, tokenId: BigInt(token.id) };
  const registered = await engine.in((tx) => registerRunner(tx, identity, { name: options.name ?? 'runner', protocol: 1, labels: options.labels ?? [], providers: ['recipe'], capacity: options.capacity ?? 256, recipes: [] }));
  const id = BigInt(registered.runnerId);
  const claimOf = (step: Held) => ({ stepId: BigInt(step.stepId), hash: claimHash(identity, step.leaseToken) });
  return {
    id,
    claim: () => engine.in((tx) => claimStep(ctx, tx, { id, tokenId: identity.tokenId, shared: false })),
    batch: (step, batch, events) => engine.in((tx) => appendBatch(ctx, tx, claimOf(step), { leaseToken: step.leaseToken, batch, events } satisfies EventBatch)),
    heartbeat: (step, messagesSeen = 0) => engine.in((tx) => heartbeatStep(tx, claimOf(step), messagesSeen)).then((beat) => beat && beat.answer),
    finish: (step, outcome = { status: 'succeeded', output: agentOutput, artifacts: [] }) =>
      engine.in((tx) => finishStep(ctx, tx, claimOf(step), FinishSchema.parse({ leaseToken: step.leaseToken, outcome }))),
  };
}
