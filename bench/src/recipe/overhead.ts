import { AgentOutput, type RunDetail } from '@lime/contracts';

/** The phases that are the work itself; all else of a run is the platform's doing. */
const WORK = ['clone', 'setup', 'checks_before', 'agent', 'checks_after'];

export type Overhead = { /** From the run's creation until its question stood open. */ totalMs: number; overheadMs: number; /** Every phase that the runner reported. */ phases: Record<string, number> };

/** What a run that waits at its gate took beyond clone, set-up, recipe and checks, in milliseconds. */
export function overheadOf({ run, steps, gates }: RunDetail): Overhead {
  const [gate] = gates;
  const work = steps.find((step) => step.kind === 'agent');
  if (!gate || !work) throw new Error(`run ${run.id} has no question: ${run.status} ${run.error?.message ?? ''}`);
  const { timings } = AgentOutput.parse(work.output);
  const totalMs = Date.parse(gate.openedAt) - Date.parse(run.createdAt);
  return { totalMs, overheadMs: totalMs - WORK.reduce((sum, phase) => sum + (timings[phase] ?? 0), 0), phases: timings };
}
