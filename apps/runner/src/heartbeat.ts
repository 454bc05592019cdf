import type { Logger } from '@lime/kernel';
import { pause } from './protocol/retry-unreachable.ts';
import type { Held, ServerApi } from './protocol/server-api.ts';
import type { StopSwitch } from './stop-switch.ts';

type Heartbeats = {
  api: ServerApi;
  held: Held;
  leaseSeconds: number;
  /** How often the server asks for one; never rarer than every third of the lease. */
  heartbeatSeconds: number;
  stop: StopSwitch;
  onMessage: (text: string) => void;
  log: Logger;
  /** Monotonic milliseconds. */
  now?: () => number;
};

/** How long the server may take to answer, beside what it was told to wait. */
const answerMs = 5000;
/** The same after a heartbeat that did not get through: its connection may be dead without saying so, and the lease runs. */
const answerAgainMs = 3000;

/**
 * Keeps a step's lease alive until `end` is called. Each heartbeat waits at the server for a cancel
 * or a message, so that these arrive at once, and the next follows its answer. When none got through
 * for a whole lease the step may be another runner's by now, so the work is stopped from here
 * without being told.
 *
 * Invariant: the lease is counted from when the last heartbeat that succeeded was *sent*, which is
 * never later than when the server renewed it.
 */
export function startHeartbeats(options: Heartbeats): { end: () => Promise<void> } {
  const ended = new AbortController();
  const loop = beat(options, ended.signal);
  return {
    end: async () => {
      ended.abort();
      await loop;
    },
  };
}

async function beat({ api, held, leaseSeconds, heartbeatSeconds, stop, onMessage, log, now = () => performance.now() }: Heartbeats, ended: AbortSignal): Promise<void> {
  const leaseMs = leaseSeconds * 1000;
  const everyMs = Math.min(leaseMs / 3, heartbeatSeconds * 1000);
  let renewedAt = now();
  let messagesSeen = 0;
  for (let failures = 0; !ended.aborted; ) {
    const sentAt = now();
    // After a failure the lease is short: the answer must come at once. After a stop there is nothing to wait for.
    const waitMs = failures > 0 || stop.signal.aborted ? 0 : Math.floor(everyMs);
    const answer = await api.heartbeat(held, { messagesSeen, waitMs }, { timeoutMs: waitMs + Math.min(everyMs, failures > 0 ? answerAgainMs : answerMs), signal: ended });
    if (ended.aborted) return;
    if (answer.kind === 'ok' && answer.value) {
      failures = 0;
      renewedAt = sentAt;
      const fresh = answer.value.messages.filter((message) => message.seq > messagesSeen);
      for (const message of fresh) onMessage(message.text);
      messagesSeen = fresh.at(-1)?.seq ?? messagesSeen;
      if (answer.value.cancel) stop.stop('cancelled');
      if (fresh.length === 0) await pause(everyMs - (now() - sentAt), ended);
    } else if (answer.kind === 'unreachable') {
      failures++;
      log.warn({ stepId: held.stepId, failures, reason: answer.message }, 'heartbeat did not get through');
      if (now() - renewedAt >= leaseMs) stop.stop('heartbeats_failed');
      await pause(Math.min(everyMs, 500), ended);
    } else {
      return stop.stop('lease_lost');
    }
  }
}
