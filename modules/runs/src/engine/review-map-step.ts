import type { WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import type { StepRow } from '../model.ts';
import { countOpenItems, readItemOutputs, readTroubledItems } from '../sql/map-items.ts';
import { releaseItem } from '../sql/release-item.ts';
import { commitInline } from './run-tool-step.ts';
import type { HeldRun } from './held-run.ts';
import { enqueuePump } from './map-items.ts';
import { parkWithin } from './park-step.ts';
import { giveUpAttempt, overdueOf, readyForRunners } from './review-agent-step.ts';
import type { StepMove } from './step-move.ts';

type MapSpec = Extract<WorkflowStep, { kind: 'map' }>;

/** Looks after a map's items: answers their alarms, ends the map when all have succeeded, when one has failed, or with `keepGoing` when all have ended. */
export async function reviewMapStep(ctx: RunsContext, held: HeldRun, spec: MapSpec, map: StepRow): Promise<StepMove> {
  const troubled = await ctx.db.tenant(held.lease.tenantId, (tx) => readTroubledItems(tx, map.id));
  const failed = troubled.find((item) => item.status === 'failed');
  if (failed && !spec.keepGoing) return { kind: 'end', status: 'failed', error: failed.error };
  for (const item of troubled) await answerAlarm(ctx, held, item);
  if (troubled.some((item) => item.status === 'running')) return { kind: 'look_again' };
  const done = await ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const counts = await countOpenItems(tx, map.id);
    if (counts.open === 0) return { outputs: await readItemOutputs(tx, map.id) };
    if (spec.step.kind !== 'agent' && counts.queued > 0) await enqueuePump(ctx, tx, held.lease.runId, map.id, Math.min(spec.limit, counts.queued));
    return { move: await parkWithin(ctx, tx, held, 'map') };
  });
  if (done.move) return done.move;
  return commitInline(ctx, held, spec, { status: 'succeeded', output: done.outputs, attempt: 1, startedAt: map.started_at ?? new Date() });
}

async function answerAlarm(ctx: RunsContext, held: HeldRun, item: StepRow): Promise<void> {
  const tenantId = held.lease.tenantId;
  if (item.status === 'queued') return readyForRunners(ctx, tenantId, item.id);
  const overdue = overdueOf(held, item);
  if (!overdue) return;
  // A tool of ours lost its server, not its argument: it runs again whatever its attempts.
  if (item.kind === 'tool') return void (await ctx.db.tenant(tenantId, (tx) => releaseItem(tx, item)));
  await ctx.db.tenant(tenantId, (tx) => giveUpAttempt(ctx, tx, item, overdue));
}
