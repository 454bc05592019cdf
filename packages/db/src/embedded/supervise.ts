import type { Launched, Postmaster } from './launch-postmaster.ts';
import { HEALTHY_AFTER_MS, RESTART_PAUSES_MS } from './tunables.ts';
import { within } from './within.ts';

type Options = { first: Postmaster; relaunch(): Promise<Launched>; log(line: string): void };

/**
 * Starts the postmaster again, at the same address, whenever it ends without being asked to.
 * `stop` ends the supervision and the postmaster; it may be called more than once.
 */
export function supervise({ first, relaunch, log }: Options): { stop(): Promise<void> } {
  const stopping = Promise.withResolvers<'stop'>();
  const finished = run();
  return {
    stop() {
      stopping.resolve('stop');
      return finished;
    },
  };

  async function run(): Promise<void> {
    let postmaster: Launched = first;
    let crashes = 0;
    for (;;) {
      const since = performance.now();
      if (postmaster.kind === 'ready') {
        if ((await Promise.race([stopping.promise, postmaster.exited])) === 'stop') return postmaster.stop();
        if (performance.now() - since > HEALTHY_AFTER_MS) crashes = 0;
      }
      const pause = RESTART_PAUSES_MS[Math.min(crashes, RESTART_PAUSES_MS.length - 1)] ?? 0;
      log(`Postgres ended unexpectedly, starting it again in ${pause} ms`);
      if ((await within(pause, stopping.promise)) === 'stop') return;
      crashes += 1;
      postmaster = await relaunch();
    }
  }
}
