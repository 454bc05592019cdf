import type { Assignment } from '@lime/contracts';
import type { Logger } from '@lime/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolder } from './data-folder.ts';
import { forgetLease, noteLease } from './lease-notes.ts';
import type { ServerApi } from './protocol/server-api.ts';
import { runAssignment, type StepOutcome, type StepWork } from './run-assignment.ts';
import { createStopSwitch, type StopSwitch } from './stop-switch.ts';
import { workspaceName } from './workspace/workspace-name.ts';

export type StepsInHand = {
  /** Does a step to its end. Never throws. */
  take: (assignment: Assignment, heartbeatSeconds: number) => Promise<void>;
  /** Whether a step is working in the workspace of that name. */
  has: (workspace: string) => boolean;
  /** Resolves when every step that is in hand now has ended. */
  settled: () => Promise<unknown>;
  /** Stops every step, and tries for so long to tell the server. */
  handBack: (withinMs: number) => Promise<void>;
};

type Options = { api: ServerApi; folder: DataFolder; work: (step: StepWork) => Promise<StepOutcome>; log: Logger };

/** The steps that this runner is working on. */
export function holdSteps({ api, folder, work, log }: Options): StepsInHand {
  const steps = new Map<string, { stop: StopSwitch; done: Promise<unknown> }>();
  const abandon = new AbortController();
  const settled = () => Promise.all([...steps.values()].map(({ done }) => done));

  const take = async (assignment: Assignment, heartbeatSeconds: number) => {
    const name = workspaceName(assignment);
    const stop = createStopSwitch();
    const stepLog = log.child({ runId: assignment.runId, stepId: assignment.stepId, attempt: assignment.attempt });
    stepLog.info({ mode: assignment.work.mode, provider: assignment.work.provider, recipe: assignment.work.recipe?.name }, 'step claimed');
    const done = workNoted({ api, assignment, heartbeatSeconds, stop, abandon: abandon.signal, work, log: stepLog }, folder.leases);
    steps.set(name, { stop, done });
    await done;
    steps.delete(name);
  };

  return {
    take,
    has: (workspace) => steps.has(workspace),
    settled,
    handBack: async (withinMs) => {
      for (const { stop } of steps.values()) stop.stop('runner_stopped');
      await Promise.race([settled(), sleep(withinMs, undefined, { ref: false })]);
      abandon.abort();
      await settled();
    },
  };
}

/** Works on a step under a note of its lease, which stays where the server could not be told how the step ended. */
async function workNoted(options: Parameters<typeof runAssignment>[0] & { stop: StopSwitch }, leases: string): Promise<void> {
  const { assignment, stop, log } = options;
  await noteLease(leases, assignment).catch((error: unknown) => log.warn({ err: error }, 'could not note the lease'));
  const outcome = await runAssignment(options);
  if (outcome || stop.reason() === 'lease_lost') await forgetLease(leases, assignment);
  log.info({ outcome: outcome?.status ?? stop.reason() ?? 'not accepted', ...(outcome?.status === 'failed' && { code: outcome.error.code }) }, 'step ended');
}
