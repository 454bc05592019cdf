/**
 * Times the steps of one workflow from the outside of the engine, the same way for every side: a step
 * lasts from the moment its body begins until the next body begins, so all that the engine does to
 * make it durable counts; the last one lasts until the caller knows that the workflow has ended.
 */
export type StepClock = {
  /** Called by the body of every step. */
  mark(): void;
  /** How many bodies have begun. */
  marks(): number;
  /** Milliseconds of every step; called when the workflow has ended. */
  finish(): number[];
};

/** A fresh clock for one workflow. */
export function startStepClock(now: () => number = () => performance.now()): StepClock {
  const begun: number[] = [];
  return {
    mark: () => void begun.push(now()),
    marks: () => begun.length,
    finish: () => {
      const ends = [...begun.slice(1), now()];
      return begun.map((start, index) => (ends[index] ?? start) - start);
    },
  };
}
