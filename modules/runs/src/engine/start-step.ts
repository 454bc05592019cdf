import type { WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import type { HeldRun } from './held-run.ts';
import { openGate } from './open-gate.ts';
import { runToolStep } from './run-tool-step.ts';
import { startAgentStep } from './start-agent-step.ts';
import { startChildStep } from './start-child-step.ts';
import { startMapStep } from './start-map-step.ts';
import { startWaitStep } from './start-wait-step.ts';
import type { StepMove } from './step-move.ts';

/** Begins a step that has no row yet. */
export function startStep(ctx: RunsContext, held: HeldRun, spec: WorkflowStep): Promise<StepMove> {
  switch (spec.kind) {
    case 'agent':
      return startAgentStep(ctx, held, spec);
    case 'tool':
      return runToolStep(ctx, held, spec);
    case 'gate':
      return openGate(ctx, held, spec);
    case 'wait':
      return startWaitStep(ctx, held, spec);
    case 'child':
      return startChildStep(ctx, held, spec);
    case 'map':
      return startMapStep(ctx, held, spec);
  }
}
