import type { Json, NewArtifact, WorkflowStep } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { z } from 'zod';
import { recordArtifacts } from '../artifacts/record-artifacts.ts';
import type { RunsContext } from '../context.ts';
import { callTool } from './call-tool.ts';
import { type HeldRun, scopeOf, titleOf } from './held-run.ts';
import { parkForRetry } from './park-for-retry.ts';
import { resolveObject } from './resolve-references.ts';
import { parkStep } from './park-step.ts';
import type { Committed } from './step-committer.ts';
import type { StepMove } from './step-move.ts';
import { appendEvents } from '../sql/append-events.ts';
import { beginInlineStep } from '../sql/begin-inline-step.ts';
import { commitSteps, type StepCommit } from '../sql/commit-steps.ts';
import { findStep } from '../sql/find-step.ts';
import type { StepRow } from '../model.ts';

type ToolSpec = Extract<WorkflowStep, { kind: 'tool' }>;

/** Runs a tool in this process and commits its result; `earlier` is the step's row when it was tried before. */
export async function runToolStep(ctx: RunsContext, held: HeldRun, spec: ToolSpec, earlier?: StepRow): Promise<StepMove> {
  const startedAt = new Date();
  const attempt = earlier?.attempt ?? 1;
  const outcome = await callTool(ctx, {
    tenantId: held.lease.tenantId,
    runId: held.lease.runId,
    tool: spec.tool,
    input: resolveObject(spec.with, scopeOf(held)),
    cancelled: held.cancelled.signal,
    ...(spec.timeoutSeconds !== undefined && { timeoutMs: spec.timeoutSeconds * 1000 }),
    beginStep: (tx) => beginInlineStep(tx, held.lease, { key: spec.id, title: titleOf(spec), kind: spec.kind, position: held.position }),
  });
  if (outcome.kind === 'lost') return { kind: 'lost' };
  if (outcome.kind !== 'done' && held.cancelled.signal.aborted) return { kind: 'look_again' };
  if (outcome.kind === 'effect_unknown') return parkStep(ctx, held, 'effect');
  if (outcome.kind === 'failed') return parkForRetry(ctx, held, spec, attempt, outcome.error, outcome.retryable);
  const result = { status: 'succeeded', output: outcome.output, attempt, startedAt } as const;
  const { commit, artifacts = [] } = outcome;
  if (!commit && artifacts.length === 0) return commitInline(ctx, held, spec, result);
  const moved = await ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const done = await commitSteps(tx, [commitOf(held, spec, result)]);
    if (done.size === 0) return 'lost';
    await keepArtifacts(tx, held.lease.runId, spec.id, artifacts);
    await commit?.(tx);
    return 'moved';
  });
  ctx.announcer.announce(`run:${held.lease.runId}`);
  return moveAfter(held, spec, outcome.output, moved);
}

/** What the tool has made; its bytes are in the blob store already. */
async function keepArtifacts(tx: TenantTx, runId: bigint, key: string, artifacts: z.output<typeof NewArtifact>[]): Promise<void> {
  if (artifacts.length === 0) return;
  const stepId = await findStep(tx, runId, key);
  if (stepId === null) throw new Error(`step ${key} of run ${runId} ended without a row`);
  await recordArtifacts(tx, runId, stepId, artifacts);
  await appendEvents(tx, runId, stepId, artifacts.map(({ kind, name, sha256, size }) => ({ type: 'artifact', kind, name, sha256, size })));
}

type InlineResult = { status: 'succeeded' | 'skipped'; output: Json; attempt: number; startedAt: Date };

/** Commits a step that ran inside this process, together with those of other runs that end just now. */
export async function commitInline(ctx: RunsContext, held: HeldRun, spec: WorkflowStep, result: InlineResult): Promise<StepMove> {
  const moved = await ctx.committer.commit(held.lease.tenantId, commitOf(held, spec, result));
  return moveAfter(held, spec, result.output, moved);
}

function moveAfter(held: HeldRun, spec: WorkflowStep, output: Json, committed: Committed): StepMove {
  if (committed === 'lost') return { kind: 'lost' };
  return endsWith(held) ? { kind: 'parked' } : { kind: 'moved', key: spec.id, output, woken: committed === 'woken' };
}

/** Whether the run ends with this step, in one statement: it is the last, and no parent or project has to hear of it. */
function endsWith(held: HeldRun): boolean {
  return held.position === held.run.spec.steps.length - 1 && held.run.project_id === null && held.run.parent_step_id === null;
}

function commitOf(held: HeldRun, spec: WorkflowStep, result: InlineResult): StepCommit {
  return {
    run_id: String(held.lease.runId),
    token: String(held.lease.token),
    position: held.position,
    key: spec.id,
    title: titleOf(spec),
    kind: spec.kind,
    status: result.status,
    attempt: result.attempt,
    output: result.output,
    started_at: result.startedAt.toISOString(),
    run_output: endsWith(held) ? resolveObject(held.run.spec.output, { input: held.run.input, outputs: new Map([...held.outputs, [spec.id, result.output]]) }) : null,
  };
}

