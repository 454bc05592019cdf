import type { Heartbeat, HeartbeatAnswer } from '@lime/contracts';
import type { z } from 'zod';
import type { RunsContext } from '../context.ts';
import { newsTopic } from '../engine/tell-runners.ts';
import { heartbeatEveryMs } from '../tunables.ts';
import { openBell, waitForBell } from './bell.ts';
import { heartbeatStep } from './heartbeat-step.ts';
import type { RunnerIdentity } from './register-runner.ts';
import type { StepClaim } from './step-claim.ts';

/**
 * A heartbeat: renews the lease at once, and answers as soon as there is a cancel or a message, or
 * after `waitMs` (at most what leaves the lease in no danger). Null when the lease is lost, also
 * while waiting. Looks into the database when something is announced, and holds no connection between.
 */
export async function waitForNews(ctx: RunsContext, runner: RunnerIdentity, claim: StepClaim, body: z.output<typeof Heartbeat>, gone: AbortSignal): Promise<HeartbeatAnswer | null> {
  const deadline = Date.now() + Math.min(body.waitMs, heartbeatEveryMs);
  let topic: string | null = null;
  // Which run the step belongs to is known only after the first look: until then any news may be its own.
  const bell = openBell(ctx.announcer, runner, (announced) => (topic === null ? announced.startsWith('news:') : announced === topic));
  try {
    for (;;) {
      const rung = bell.next();
      const beat = await ctx.db.tenant(runner.tenantId, (tx) => heartbeatStep(tx, claim, body.messagesSeen));
      if (!beat) return null;
      const left = deadline - Date.now();
      if (beat.answer.cancel || beat.answer.messages.length > 0 || left <= 0) return beat.answer;
      topic = newsTopic(beat.runId);
      await waitForBell(rung, left, gone);
      if (bell.revoked()) return null;
      if (gone.aborted || Date.now() >= deadline) return beat.answer;
    }
  } finally {
    bell.stop();
  }
}
