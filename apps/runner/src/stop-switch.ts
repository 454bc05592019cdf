/**
 * Why work on a step stops before its end.
 * - `cancelled`: a person cancelled the run.
 * - `lease_lost`: the server has given the step away; nothing more may be written about it.
 * - `heartbeats_failed`: no heartbeat got through for a whole lease, so the server may have given it away.
 * - `timed_out`: the step took longer than it may.
 * - `events_refused`: the server will not have what the step says.
 * - `runner_stopped`: this runner is shutting down.
 */
export type StopReason = 'cancelled' | 'lease_lost' | 'heartbeats_failed' | 'timed_out' | 'events_refused' | 'runner_stopped';

/** Stops all that works on one step. The first reason given is the one that counts. */
export type StopSwitch = { signal: AbortSignal; stop: (reason: StopReason) => void; reason: () => StopReason | null };

export function createStopSwitch(): StopSwitch {
  const controller = new AbortController();
  let first: StopReason | null = null;
  return {
    signal: controller.signal,
    stop: (reason) => {
      first ??= reason;
      controller.abort();
    },
    reason: () => first,
  };
}
