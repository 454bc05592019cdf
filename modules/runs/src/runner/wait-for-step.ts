import type { AgentWork, Assignment, ClaimBody, GivenAccess } from '@lime/contracts';
import type { z } from 'zod';
import type { RunsContext } from '../context.ts';
import { openBell, waitForBell } from './bell.ts';
import { claimSharedStep } from './claim-shared-step.ts';
import { claimStep } from './claim-step.ts';
import type { Caller } from './register-runner.ts';

/** A claim that found nothing looks again after this, should an announcement have been lost. Milliseconds. */
const lookAgainEveryMs = 5000;

/** A step that was given out, and whose it is. */
export type Given = { tenantId: bigint; assignment: Assignment };

/** The long poll: answers with a step as soon as there is one for this runner, or null after `waitMs`. */
export async function waitForStep(ctx: RunsContext, runner: Caller, body: z.output<typeof ClaimBody>, gone: AbortSignal): Promise<Given | null> {
  const deadline = Date.now() + body.waitMs;
  const bell = openBell(ctx.announcer, runner, (topic) => (runner.shared ? topic.startsWith('steps:') : topic === `steps:${runner.tenantId}`));
  try {
    for (;;) {
      if (gone.aborted || bell.revoked()) return null;
      const rung = bell.next();
      const given = await claim(ctx, runner, BigInt(body.runnerId));
      if (given) return withAccess(ctx, given);
      const left = deadline - Date.now();
      if (left <= 0) return null;
      await waitForBell(rung, Math.min(left, lookAgainEveryMs), gone);
    }
  } finally {
    bell.stop();
  }
}

/** The step is the runner's by now: should this server end meanwhile, its lease runs out. */
async function withAccess(ctx: RunsContext, { tenantId, assignment }: Given): Promise<Given> {
  const { work } = assignment;
  const [main, ...others] = await Promise.all([openNow(ctx, tenantId, work.repository), ...work.others.map((other) => openNow(ctx, tenantId, other))]);
  return { tenantId, assignment: { ...assignment, work: { ...work, repository: main.repository, others: others.map(({ repository }) => repository) }, repositoryAccess: main.access, otherAccess: others.map(({ access }) => access) } };
}

/** Renamed while the step was queued, the repository is cloned from where it stands now. */
async function openNow<R extends AgentWork['repository']>(ctx: RunsContext, tenantId: bigint, repository: R): Promise<{ repository: R; access: GivenAccess }> {
  const { url, ...access } = await ctx.readRepositoryAccess(tenantId, repository);
  return { repository: { ...repository, url }, access };
}

async function claim(ctx: RunsContext, runner: Caller, id: bigint): Promise<Given | null> {
  const { tokenId } = runner;
  if (runner.shared) return claimSharedStep(ctx, { id, tokenId });
  const { tenantId } = runner;
  const assignment = await ctx.db.tenant(tenantId, (tx) => claimStep(ctx, tx, { id, tokenId, shared: false }));
  return assignment && { tenantId, assignment };
}
