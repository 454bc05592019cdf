import type { Assignment, ClaimBody } from '@lime/contracts';
import type { z } from 'zod';
import type { RunsContext } from '../context.ts';
import { openBell, waitForBell } from './bell.ts';
import { claimStep } from './claim-step.ts';
import type { RunnerIdentity } from './register-runner.ts';

/** A claim that found nothing looks again after this, should an announcement have been lost. Milliseconds. */
const lookAgainEveryMs = 5000;

/** The long poll: answers with a step as soon as there is one for this runner, or null after `waitMs`. */
export async function waitForStep(ctx: RunsContext, runner: RunnerIdentity, body: z.output<typeof ClaimBody>, gone: AbortSignal): Promise<Assignment | null> {
  const deadline = Date.now() + body.waitMs;
  const bell = openBell(ctx.announcer, runner, (topic) => topic === `steps:${runner.tenantId}`);
  try {
    for (;;) {
      if (gone.aborted || bell.revoked()) return null;
      const rung = bell.next();
      const assignment = await ctx.db.tenant(runner.tenantId, (tx) => claimStep(ctx, tx, { id: BigInt(body.runnerId), tokenId: runner.tokenId }));
      if (assignment) return assignment;
      const left = deadline - Date.now();
      if (left <= 0) return null;
      await waitForBell(rung, Math.min(left, lookAgainEveryMs), gone);
    }
  } finally {
    bell.stop();
  }
}
