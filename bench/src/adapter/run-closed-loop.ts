import { percentile } from '../statistics.ts';
import { STEPS, type Load, type WorkflowResult } from './protocol.ts';
import { startStepClock, type StepClock } from './time-steps.ts';

/** Runs one workflow of `STEPS` steps to its end, calling `clock.mark()` in the body of every step. */
export type RunWorkflow = (clock: StepClock) => Promise<void>;

/** Drives a side with `load` and times it. Throws when a workflow did not run each step exactly once. */
export async function runClosedLoop(load: Load, runWorkflow: RunWorkflow): Promise<WorkflowResult> {
  const steps: number[] = [];
  let left = load.runs;
  const caller = async () => {
    while (left-- > 0) {
      const clock = startStepClock();
      await runWorkflow(clock);
      const timed = clock.finish();
      if (timed.length !== STEPS) throw new Error(`a workflow ran ${timed.length} step bodies instead of ${STEPS}`);
      steps.push(...timed);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: load.concurrency }, caller));
  const seconds = (performance.now() - begun) / 1000;
  return { stepsPerSecond: steps.length / seconds, stepP95: percentile(steps, 95) };
}
