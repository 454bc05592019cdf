import type { RunSummary } from '@lime/contracts';

/**
 * Tells a run's state when it has changed, not with every event: to hundreds of watchers of a
 * talkative run that would be every other message. `forget`: somebody may know an older state, so
 * that the next one is told whatever it is.
 */
export function tellState(publish: (run: RunSummary) => void): { tell(run: RunSummary): void; forget(): void } {
  let told: string | null = null;
  return {
    tell: (run) => {
      const state = JSON.stringify({ ...run, lastSeq: null });
      if (state === told) return;
      told = state;
      publish(run);
    },
    forget: () => {
      told = null;
    },
  };
}
