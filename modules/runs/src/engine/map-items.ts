import type { Failure, WorkflowStep } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow, StepRow } from '../model.ts';
import { appendEvents } from '../sql/append-events.ts';
import { endStep, type StepEnd } from '../sql/end-step.ts';
import { claimItem, countOpenItems, itemWaits, lockHeldItem, readRunOfMap } from '../sql/map-items.ts';
import { requeueStep } from '../sql/requeue-step.ts';
import { callTool } from './call-tool.ts';
import { pumpQueue, wakeAndEnqueue } from './enqueue-advance.ts';
import { countFault, failureOfFault } from './faults.ts';
import { startChildRun } from './start-child-step.ts';

/** Asks servers for `count` pumps of a map: each runs one item after another until none can be claimed. */
export async function enqueuePump(ctx: RunsContext, tx: TenantTx, runId: bigint, mapStepId: bigint, count: number): Promise<void> {
  const job = { tenantId: String(tx.tenantId), runId: String(runId), stepId: String(mapStepId) };
  await ctx.queue.send(tx, pumpQueue, Array.from({ length: count }, () => job));
}

/**
 * Claims the next item of a map within the map's limit. What it returns runs the item in this
 * server, and others after it until there is none to claim. Null when there is none.
 */
export async function claimForPump(ctx: RunsContext, tenantId: bigint, runId: bigint, mapStepId: bigint): Promise<(() => Promise<void>) | null> {
  const map = await readMapSpec(ctx, tenantId, runId, mapStepId);
  if (!map) return null;
  const claim = () => ctx.db.tenant(tenantId, (tx) => claimItem(tx, mapStepId));
  const first = await claim();
  if (!first) return null;
  return async () => {
    for (let item: StepRow | null = first; item; item = await claim()) await runItem(ctx, tenantId, map, item, mapStepId);
  };
}

type MapToPump = { run: RunRow; step: WorkflowStep };

async function runItem(ctx: RunsContext, tenantId: bigint, map: MapToPump, item: StepRow, mapStepId: bigint): Promise<void> {
  ctx.held.steps.set(item.id, item.lease_token);
  try {
    if (map.step.kind === 'child') await startItemRun(ctx, tenantId, map.run, map.step, item, mapStepId);
    else if (map.step.kind === 'tool') await runToolItem(ctx, tenantId, map.step, item, mapStepId);
    ctx.faults.items.delete(item.id);
  } catch (error) {
    if (countFault(ctx.faults.items, item.id, error) === 'try_again') throw error;
    ctx.logger.error({ err: error, runId: String(item.run_id), item: item.key }, 'an item is given up');
    await ctx.db.tenant(tenantId, (tx) => endItem(ctx, tx, item, mapStepId, { status: 'failed', error: failureOfFault(error) }));
  } finally {
    ctx.held.steps.delete(item.id);
  }
}

async function readMapSpec(ctx: RunsContext, tenantId: bigint, runId: bigint, mapStepId: bigint): Promise<MapToPump | null> {
  const run = await ctx.db.tenant(tenantId, (tx) => readRunOfMap(tx, runId, mapStepId));
  const spec = run?.spec.steps[run.map_position];
  return run && spec?.kind === 'map' ? { run, step: spec.step } : null;
}

async function startItemRun(ctx: RunsContext, tenantId: bigint, run: RunRow, spec: Extract<WorkflowStep, { kind: 'child' }>, item: StepRow, mapStepId: bigint): Promise<void> {
  await ctx.db.tenant(tenantId, async (tx) => {
    if (!(await itemWaits(tx, item))) return;
    const started = await startChildRun(ctx, tx, run, item.id, spec, item.input);
    if (started.kind === 'started') return;
    await endStep(tx, item.id, { status: 'waiting' }, { status: 'failed', error: started.error });
    await settleItem(ctx, tx, run.id, mapStepId, true);
  });
}

async function runToolItem(ctx: RunsContext, tenantId: bigint, spec: Extract<WorkflowStep, { kind: 'tool' }>, item: StepRow, mapStepId: bigint): Promise<void> {
  const outcome = await callItemTool(ctx, tenantId, spec, item);
  if (outcome.kind === 'lost') return;
  await ctx.db.tenant(tenantId, async (tx) => {
    if (outcome.kind === 'done') {
      const ended = await endItem(ctx, tx, item, mapStepId, { status: 'succeeded', output: outcome.output });
      if (ended && outcome.commit) await outcome.commit(tx);
      return;
    }
    const error: Failure = outcome.kind === 'failed' ? outcome.error : { code: 'effect_unknown', message: 'Nobody can tell whether the effect happened. Look, and say what became of it.' };
    const retryable = outcome.kind === 'failed' && outcome.retryable;
    if (retryable && (await requeueStep(tx, item.id, item.lease_token, error))) return;
    await endItem(ctx, tx, item, mapStepId, { status: 'failed', error });
  });
}

async function callItemTool(ctx: RunsContext, tenantId: bigint, spec: Extract<WorkflowStep, { kind: 'tool' }>, item: StepRow): ReturnType<typeof callTool> {
  const cancel = new AbortController();
  ctx.cancels.items.set(item.id, cancel);
  try {
    return await callTool(ctx, { tenantId, runId: item.run_id, tool: spec.tool, input: item.input, cancelled: cancel.signal, beginStep: (tx) => lockHeldItem(tx, item) });
  } finally {
    ctx.cancels.items.delete(item.id);
  }
}

async function endItem(ctx: RunsContext, tx: TenantTx, item: StepRow, mapStepId: bigint, end: StepEnd): Promise<boolean> {
  if (!(await endStep(tx, item.id, { leaseToken: item.lease_token }, end))) return false;
  await settleItem(ctx, tx, item.run_id, mapStepId, end.status === 'failed');
  if (end.error) await appendEvents(tx, item.run_id, item.id, [{ type: 'error', code: end.error.code, text: `${item.title} failed: ${end.error.message}` }]);
  return true;
}

/** After an item has ended: the run is woken by the last one, and by the first that failed. */
export async function settleItem(ctx: RunsContext, tx: TenantTx, runId: bigint, mapStepId: bigint, failed: boolean): Promise<void> {
  const counts = await countOpenItems(tx, mapStepId);
  if (failed || counts.open === 0) await wakeAndEnqueue(ctx, tx, runId);
}
