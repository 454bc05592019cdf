import type { Assignment, RunEventBody } from '@lime/contracts';
import { sharedClock } from '../clock.ts';
import type { PlayedRunner } from '../server/played-runner.ts';
import { stamped } from './protocol.ts';

/** A runner with one step in hand, that says what it is told to, in numbered batches, one after another. */
export type Speaker = {
  /** Says so many events as fast as the server takes them; resolves to the seconds that it took. */
  burst(events: number): Promise<number>;
  /** Says events evenly, each sent at once, with whatever else has come up while the last batch was under way. */
  paced(perSecond: number, seconds: number): Promise<void>;
};

/** Events in a batch of the burst: what the runner takes at once when it has much to say. */
const BATCH = 200;

export function speaker(runner: PlayedRunner, assignment: Assignment): Speaker {
  let batches = 0;
  const send = (events: RunEventBody[]) => runner.sendEvents(assignment, ++batches, events);
  return {
    burst: async (events) => {
      const line: RunEventBody = { type: 'log', stream: 'stdout', text: 'ok 17 - totals do not lose a cent however often they are added' };
      const begun = performance.now();
      for (let left = events; left > 0; left -= BATCH) await send(Array.from({ length: Math.min(BATCH, left) }, () => line));
      return (performance.now() - begun) / 1000;
    },
    paced: async (perSecond, seconds) => {
      const begun = sharedClock();
      for (let said = 0; said < perSecond * seconds; ) {
        const dueAt = (number: number) => begun + (number * 1000) / perSecond;
        await Bun.sleep(Math.max(0, dueAt(said) - sharedClock()));
        const batch: RunEventBody[] = [];
        for (; said < perSecond * seconds && dueAt(said) <= sharedClock(); said++) batch.push({ type: 'log', stream: 'stdout', text: stamped(dueAt(said)) });
        if (batch.length > 0) await send(batch);
      }
    },
  };
}
