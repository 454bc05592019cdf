import { RunDetail } from '@lime/contracts';
import type { Admin, TestApp } from './open-test-app.ts';

/** Resolves with the run once it stands as the test waits for; looks again whenever the run is announced. */
export async function runReaches(app: TestApp, admin: Admin, runId: string, holds: (detail: RunDetail) => boolean): Promise<RunDetail> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { promise: announced, resolve: wake } = Promise.withResolvers<void>();
    const stop = app.parts.announcer.listen((topic) => (topic === `run:${runId}` || topic === '*') && wake());
    try {
      const detail = RunDetail.parse(await (await admin.call('GET', `/agent-runs/${runId}`)).json());
      if (holds(detail)) return detail;
      if (Date.now() > deadline) throw new Error(`run ${runId} stands at ${JSON.stringify({ run: detail.run, steps: detail.steps.map((step) => `${step.key} ${step.status}`) })}`);
      await Promise.race([announced, Bun.sleep(1000)]);
    } finally {
      stop();
    }
  }
}

export const atGate = ({ run }: RunDetail): boolean => run.waitingOn === 'gate';
export const over = ({ run }: RunDetail): boolean => run.endedAt !== null;
