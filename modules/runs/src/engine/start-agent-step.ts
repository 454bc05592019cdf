import { AgentOutput, type WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import { openStep } from '../sql/open-step.ts';
import { agentWork } from './agent-assignment.ts';
import { followStep, onBaseOf } from './follow-step.ts';
import { agentTimeoutSeconds } from '../tunables.ts';
import { type HeldRun, scopeOf, titleOf } from './held-run.ts';
import { parkWithin } from './park-step.ts';
import type { StepMove } from './step-move.ts';

/** Queues an agent step for the runners, and lets go of the run until one has finished it. */
export async function startAgentStep(ctx: RunsContext, held: HeldRun, spec: Extract<WorkflowStep, { kind: 'agent' }>): Promise<StepMove> {
  const work = await workOf(ctx, held, spec);
  if (work.kind === 'invalid') return { kind: 'end', status: 'failed', error: { code: 'step_input_invalid', message: work.message } };
  return ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const stepId = await openStep(tx, held.lease, {
      key: spec.id, title: titleOf(spec), kind: 'agent', position: held.position, status: 'queued', provider: work.provider, input: work.input,
      maxAttempts: spec.retry?.attempts ?? 3, backoffMs: spec.retry?.backoffMs ?? 0, timeoutSeconds: spec.timeoutSeconds ?? agentTimeoutSeconds,
    });
    if (stepId === null) return { kind: 'lost' };
    tx.afterCommit(() => ctx.announcer.announce(`steps:${tx.tenantId}`));
    return parkWithin(ctx, tx, held, 'runner');
  });
}

async function workOf(ctx: RunsContext, held: HeldRun, spec: Extract<WorkflowStep, { kind: 'agent' }>): Promise<ReturnType<typeof agentWork>> {
  const work = agentWork(spec, scopeOf(held));
  if (!spec.follows || work.kind === 'invalid') return work;
  const before = AgentOutput.safeParse(held.outputs.get(spec.follows.step));
  if (!before.success) return { kind: 'invalid', message: `${titleOf(spec)} follows ${spec.follows.step}, which has left nothing.` };
  return { ...work, input: { ...onBaseOf(work.input, before.data), from: await followStep(ctx, held, spec.follows, work.provider) } };
}
