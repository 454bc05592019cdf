import { RunDetail } from '@lime/contracts';
import type { Admin, TestApp } from './open-test-app.ts';

/** Resolves with the run once it stands as the test waits for. */
export function runReaches(app: TestApp, admin: Admin, runId: string, holds: (detail: RunDetail) => boolean): Promise<RunDetail> {
  return seen(app, async () => RunDetail.parse(await (await admin.call('GET', `/agent-runs/${runId}`)).json()), holds);
}

export const atGate = ({ run }: RunDetail): boolean => run.waitingOn === 'gate';
export const over = ({ run }: RunDetail): boolean => run.endedAt !== null;

/** Looks again whenever anything is announced, until `holds`; 30 s without throw what was seen. */
export async function seen<T>(app: TestApp, look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { promise: announced, resolve: wake } = Promise.withResolvers<void>();
    const stop = app.parts.announcer.listen(() => wake());
    try {
      const found = await look();
      if (holds(found)) return found;
      if (Date.now() > deadline) throw new Error(`what was waited for did not come: ${JSON.stringify(found)}`);
      await Promise.race([announced, Bun.sleep(1000)]);
    } finally {
      stop();
    }
  }
}
