/** Milliseconds by phase: clone, setup, checks_before, agent, checks_after, diff; `first_model_request` is a part of `agent`. */
export type PhaseTimer = { time: <T>(phase: string, work: () => Promise<T>) => Promise<T>; timings: Record<string, number> };

/** Times phases; one that runs twice is summed. */
export function createPhaseTimer(): PhaseTimer {
  const timings: Record<string, number> = {};
  return {
    timings,
    time: async (phase, work) => {
      const from = performance.now();
      try {
        return await work();
      } finally {
        timings[phase] = Math.round((timings[phase] ?? 0) + performance.now() - from);
      }
    },
  };
}
