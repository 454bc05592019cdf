import type { Assignment, Registered } from '@lime/contracts';
import type { Logger } from '@lime/kernel';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimSteps } from './claim-loop.ts';
import { collectCaches } from './collect-caches.ts';
import { collectWorkspaces } from './collect-workspaces.ts';
import type { DataFolder } from './data-folder.ts';
import { handBackLeftovers, listWorkspaces } from './hand-back-leftovers.ts';
import { createServerApi, type ServerApi } from './protocol/server-api.ts';
import { pause } from './protocol/retry-unreachable.ts';
import type { Settings } from './read-settings.ts';
import { register } from './register.ts';
import { runAssignment, type StepOutcome, type StepWork } from './run-assignment.ts';
import { createStopSwitch, type StopSwitch } from './stop-switch.ts';
import { forgetLease, noteLease } from './workspace/lease-note.ts';
import { workspaceName } from './workspace/workspace-name.ts';

const collectEveryMs = 120_000;
/** At the end of a shutdown the server has this long to take in what was handed back. */
const handBackMs = 3_000;

type RunnerOptions = { settings: Settings; folder: DataFolder; work: (step: StepWork) => Promise<StepOutcome>; log: Logger };

export type Runner = {
  /** How it ended: by `stop`, or because the server will not have it. */
  done: Promise<{ kind: 'stopped' } | { kind: 'refused'; message: string }>;
  /** Stops claiming, lets work in hand go on for the time of grace, then hands it back. */
  stop: (graceSeconds: number) => Promise<void>;
};

/** Starts claiming and doing steps. */
export function startRunner({ settings, folder, work, log }: RunnerOptions): Runner {
  const api = createServerApi(settings);
  const claiming = new AbortController();
  const abandon = new AbortController();
  const inHand = new Map<string, { stop: StopSwitch; done: Promise<unknown> }>();

  const take = async (assignment: Assignment, registered: Registered) => {
    const name = workspaceName(assignment);
    const stop = createStopSwitch();
    const stepLog = log.child({ runId: assignment.runId, stepId: assignment.stepId, attempt: assignment.attempt });
    stepLog.info({ mode: assignment.work.mode, recipe: assignment.work.recipe.name }, 'step claimed');
    const workspace = join(folder.workspaces, name);
    await noteLease(workspace, assignment).catch((error: unknown) => stepLog.warn({ err: error }, 'could not note the lease'));
    const done = runAssignment({ api, assignment, heartbeatSeconds: registered.heartbeatSeconds, stop, abandon: abandon.signal, work, log: stepLog });
    inHand.set(name, { stop, done });
    const outcome = await done;
    await forgetLease(workspace);
    inHand.delete(name);
    stepLog.info({ outcome: outcome?.status ?? stop.reason() ?? 'not accepted', ...(outcome?.status === 'failed' && { code: outcome.error.code }) }, 'step ended');
  };

  const handBack = async () => {
    for (const { stop } of inHand.values()) stop.stop('runner_stopped');
    const all = Promise.all([...inHand.values()].map(({ done }) => done));
    await Promise.race([all, sleep(handBackMs, undefined, { ref: false })]);
    abandon.abort();
    await all;
  };

  const clearUp = async () => {
    await handBackLeftovers({ api, folder: folder.workspaces, names: (await listWorkspaces(folder.workspaces)).filter((name) => !inHand.has(name)), log });
    await keepCollecting(api, folder, inHand, claiming.signal, log);
  };
  const done = claimUntilStopped({ api, settings, signal: claiming.signal, take, onRegistered: () => void clearUp(), log });
  return {
    done: done.then(async (ended) => {
      if (ended.kind === 'refused') await handBack();
      return ended;
    }),
    stop: async (graceSeconds) => {
      claiming.abort();
      await Promise.race([Promise.all([...inHand.values()].map((step) => step.done)), sleep(graceSeconds * 1000, undefined, { ref: false })]);
      await handBack();
    },
  };
}

type ClaimUntilStopped = { api: ServerApi; settings: Settings; signal: AbortSignal; take: (assignment: Assignment, registered: Registered) => Promise<void>; onRegistered: () => void; log: Logger };

/** A server may forget a runner (its row was deleted); then it registers anew. */
async function claimUntilStopped({ api, settings, signal, take, onRegistered, log }: ClaimUntilStopped): Promise<Awaited<Runner['done']>> {
  for (let times = 1; !signal.aborted; times++) {
    const registration = await register({ api, ...settings, signal, log });
    if (registration.kind !== 'registered') return registration;
    const { as } = registration;
    log.info({ runnerId: as.runnerId, server: settings.server, capacity: settings.capacity, leaseSeconds: as.leaseSeconds }, 'registered');
    if (times === 1) onRegistered();
    const ended = await claimSteps({ api, runnerId: as.runnerId, capacity: settings.capacity, signal, work: (assignment) => take(assignment, as), log });
    if (ended.kind === 'refused' && ended.status !== 404) return { kind: 'refused', message: ended.message };
  }
  return { kind: 'stopped' };
}

/** At the start this clears what a crash left; later, what finished runs left. */
async function keepCollecting(api: ServerApi, { workspaces, caches }: DataFolder, inHand: ReadonlyMap<string, unknown>, signal: AbortSignal, log: Logger): Promise<void> {
  while (!signal.aborted) {
    await collectWorkspaces({ api, folder: workspaces, inUse: inHand, log }).catch((error: unknown) => log.warn({ err: error }, 'could not collect workspaces'));
    await collectCaches({ caches, log, now: new Date() }).catch((error: unknown) => log.warn({ err: error }, 'could not collect caches'));
    await pause(collectEveryMs, signal);
  }
}
