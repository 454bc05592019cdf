import type { Assignment, ClaimBody } from '@lime/contracts';
import type { z } from 'zod';
import type { RunsContext } from '../context.ts';
import { claimStep } from './claim-step.ts';
import type { RunnerIdentity } from './register-runner.ts';
import { revokedTopic } from './runner-tokens.ts';

/** A claim that found nothing looks again after this, should an announcement have been lost. Milliseconds. */
const lookAgainEveryMs = 5000;

/** The long poll: answers with a step as soon as there is one for this runner, or null after `waitMs`. */
export async function waitForStep(ctx: RunsContext, runner: RunnerIdentity, body: z.output<typeof ClaimBody>, gone: AbortSignal): Promise<Assignment | null> {
  const deadline = Date.now() + body.waitMs;
  const bell = listenForSteps(ctx, runner);
  try {
    for (;;) {
      if (gone.aborted || bell.revoked()) return null;
      const rung = bell.next();
      const assignment = await ctx.db.tenant(runner.tenantId, (tx) => claimStep(ctx, tx, { id: BigInt(body.runnerId), tokenId: runner.tokenId }));
      if (assignment) return assignment;
      const left = deadline - Date.now();
      if (left <= 0) return null;
      await Promise.race([rung, Bun.sleep(Math.min(left, lookAgainEveryMs)), abortOf(gone)]);
    }
  } finally {
    bell.stop();
  }
}

/** `next()` resolves at the next announcement that steps of the tenant are queued, or that the runner's token is revoked. */
function listenForSteps(ctx: RunsContext, runner: RunnerIdentity): { next(): Promise<void>; revoked(): boolean; stop(): void } {
  let ring: () => void = () => {};
  let revoked = false;
  const stop = ctx.announcer.listen((topic) => {
    if (topic === revokedTopic(runner.tokenId)) revoked = true;
    if (revoked || topic === `steps:${runner.tenantId}` || topic === '*') ring();
  });
  return { next: () => new Promise((resolve) => (ring = resolve)), revoked: () => revoked, stop };
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
