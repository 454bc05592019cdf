import { newToken, sha256Hex } from '@lime/kernel';
import type { AgentOutput, Assignment } from '@lime/contracts';
import { FinishBody } from '@lime/contracts';
import { claimStep } from '../runner/claim-step.ts';
import { finishStep, type FinishOutcome } from '../runner/finish-step.ts';
import { registerRunner } from '../runner/register-runner.ts';
import { claimHash } from '../runner/step-claim.ts';
import type { TestEngine } from './open-test-engine.ts';

/** A runner's side of the protocol, spoken to the engine directly. */
export type PlayedRunner = {
  claim(): Promise<Assignment | null>;
  /** Claims until there is a step, looking again whenever steps are announced. */
  nextStep(): Promise<Assignment>;
  /** Finishes the step with a diff of these bytes. */
  succeed(assignment: Assignment, diff: string): Promise<FinishOutcome>;
};

/** Registers a runner of its own for the test's tenant. */
export async function playRunner(engine: TestEngine, capacity = 100): Promise<PlayedRunner> {
  const { ctx, tenantId } = engine;
  const name = crypto.randomUUID();
  const [token]: { id: bigint }[] = await engine.in((tx) => tx.sql`
    INSERT INTO runner_tokens (tenant_id, name, token_hash) VALUES (${tenantId}, ${name}, ${Buffer.from(newToken('runner'))}) RETURNING id`);
  const tokenId = token?.id ?? 0n;
  const registered = await engine.in((tx) => registerRunner(tx, { tenantId, tokenId }, { name, protocol: 1, labels: [], providers: ['recipe'], capacity, recipes: [] }));
  const claim = () => engine.in((tx) => claimStep(ctx, tx, { id: BigInt(registered.runnerId), tokenId, shared: false }));
  return {
    claim,
    nextStep: async () => {
      for (;;) {
        const assignment = await claim();
        if (assignment) return assignment;
        await Bun.sleep(5);
      }
    },
    succeed: async (assignment, diff) => {
      const bytes = new TextEncoder().encode(diff);
      await ctx.blobs.put(tenantId, bytes);
      const artifact = { kind: 'diff', name: 'changes.diff', mime: 'text/x-diff', sha256: sha256Hex(bytes), size: bytes.byteLength };
      const body = FinishBody.parse({ leaseToken: assignment.leaseToken, outcome: { status: 'succeeded', output: outputOf(diff !== ''), artifacts: diff === '' ? [] : [artifact] } });
      return engine.in((tx) => finishStep(ctx, tx, { stepId: BigInt(assignment.stepId), hash: claimHash({ tokenId }, assignment.leaseToken) }, body));
    },
  };
}

function outputOf(changed: boolean): AgentOutput {
  return { summary: 'Done.', changed, baseSha: '0'.repeat(40), targetRef: 'main', stats: { filesChanged: 1, insertions: 1, deletions: 0 }, checks: { before: [], after: [] }, timings: {} };
}

/** A workflow of one agent step, a gate about its diff, and a tool that may follow. */
export function gatedWorkflow(policy: object, then: object[] = []) {
  return {
    key: 'gated', title: 'Gated',
    steps: [
      { id: 'implement', kind: 'agent', provider: 'recipe', mode: 'implement', with: { title: 'A change', repository: { url: '/nowhere', ref: null }, recipe: { name: 'command', options: {} } } },
      { id: 'review', kind: 'gate', when: '$steps.implement.output.changed', question: 'Apply this change?', artifact: { step: 'implement', kind: 'diff' }, policy },
      ...then,
    ],
    output: { approved: '$steps.review.output.sha256' },
  };
}
