import { GatePolicy, type WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import type { StepRow } from '../model.ts';
import { appendEvents } from '../sql/append-events.ts';
import { insertGate, latestArtifact } from '../sql/gates.ts';
import { openStep } from '../sql/open-step.ts';
import { reopenStep } from '../sql/reopen-step.ts';
import { type HeldRun, scopeOf, titleOf } from './held-run.ts';
import { parkWithin } from './park-step.ts';
import { resolveReferences, resolveText } from './resolve-references.ts';
import type { StepMove } from './step-move.ts';

/** Asks people about the newest artifact of the named step and kind, by its exact content. `earlier`: the step's row, when the question was asked before and withdrawn. */
export async function openGate(ctx: RunsContext, held: HeldRun, spec: Extract<WorkflowStep, { kind: 'gate' }>, earlier?: StepRow): Promise<StepMove> {
  const policy = GatePolicy.safeParse(resolveReferences(spec.policy, scopeOf(held)));
  if (!policy.success) return { kind: 'end', status: 'failed', error: { code: 'step_input_invalid', message: `${titleOf(spec)}: the gate's policy is not valid.` } };
  const [question, step] = [resolveText(spec.question, scopeOf(held)), resolveText(spec.artifact.step, scopeOf(held))];
  if (question === '' || step === '') return { kind: 'end', status: 'failed', error: { code: 'step_input_invalid', message: `${titleOf(spec)}: nothing says what is asked.` } };
  return ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const artifact = await latestArtifact(tx, held.lease.runId, step, spec.artifact.kind);
    if (!artifact) return { kind: 'end', status: 'failed', error: { code: 'artifact_missing', message: `${step} left no ${spec.artifact.kind} to decide about.` } };
    const expiresAt = new Date(held.now.getTime() + spec.expiresInSeconds * 1000);
    const stepId = earlier
      ? await reopenStep(tx, held.lease, earlier.id, expiresAt)
      : await openStep(tx, held.lease, { key: spec.id, title: titleOf(spec), kind: 'gate', position: held.position, status: 'waiting', timeoutAt: expiresAt, dueAt: expiresAt });
    if (stepId === null) return { kind: 'lost' };
    await insertGate(tx, { runId: held.lease.runId, stepId, artifactId: artifact.id, sha256: artifact.sha256, question, policy: policy.data, expiresAt });
    await appendEvents(tx, held.lease.runId, stepId, [{ type: 'status', status: 'waiting', text: question }]);
    return parkWithin(ctx, tx, held, 'gate');
  });
}
