import type { Provider } from '@lime/contracts';
import type { Logger } from '@lime/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimSteps } from './claim-loop.ts';
import { collectCaches } from './collect-caches.ts';
import { collectWorkspaces } from './collect-workspaces.ts';
import type { DataFolder } from './data-folder.ts';
import { handBackLeftovers } from './hand-back-leftovers.ts';
import { readLeases } from './lease-notes.ts';
import { createServerApi, type ServerApi } from './protocol/server-api.ts';
import { pause } from './protocol/retry-unreachable.ts';
import { availableProviders } from './providers/available-providers.ts';
import type { Settings } from './read-settings.ts';
import { register } from './register.ts';
import type { StepOutcome, StepWork } from './run-assignment.ts';
import { holdSteps, type StepsInHand } from './steps-in-hand.ts';
import { watchProviders } from './watch-providers.ts';

const collectEveryMs = 120_000;
/** At the end of a shutdown the server has this long to take in what was handed back. */
const handBackMs = 3_000;

type RunnerOptions = { settings: Settings; folder: DataFolder; work: (step: StepWork) => Promise<StepOutcome>; log: Logger };

export type Runner = {
  /** How it ended: by `stop`, or because the server will not have it. */
  done: Promise<{ kind: 'stopped' } | { kind: 'refused'; message: string }>;
  /** Stops claiming, lets work in hand go on for the time of grace, then stops it and tries for `withinMs` to hand it back. */
  stop: (graceSeconds: number, withinMs?: number) => Promise<void>;
};

/** Starts claiming and doing steps. */
export function startRunner({ settings, folder, work, log }: RunnerOptions): Runner {
  const api = createServerApi(settings);
  const claiming = new AbortController();
  const steps = holdSteps({ api, folder, work, log });
  const leftovers = readLeases(folder.leases);
  const clearUp = async () => {
    await handBackLeftovers({ api, folder: folder.leases, leases: await leftovers, log });
    await keepCollecting(api, folder, steps, claiming.signal, log);
  };
  const done = claimUntilStopped({ api, settings, signal: claiming.signal, take: steps.take, onRegistered: () => void clearUp(), log });
  return {
    done: done.then(async (ended) => {
      if (ended.kind === 'refused') await steps.handBack(0);
      return ended;
    }),
    stop: async (graceSeconds, withinMs = handBackMs) => {
      claiming.abort();
      await Promise.race([steps.settled(), sleep(graceSeconds * 1000, undefined, { ref: false })]);
      await steps.handBack(withinMs);
    },
  };
}

type ClaimUntilStopped = { api: ServerApi; settings: Settings; signal: AbortSignal; take: StepsInHand['take']; onRegistered: () => void; log: Logger };

/** A server may forget a runner (its row was deleted); then it registers anew. */
async function claimUntilStopped({ api, settings, signal, take, onRegistered, log }: ClaimUntilStopped): Promise<Awaited<Runner['done']>> {
  for (let times = 1; !signal.aborted; times++) {
    const can = await availableProviders(settings.providers);
    const registration = await register({ api, ...settings, can, signal, log });
    if (registration.kind !== 'registered') return registration;
    const { as } = registration;
    log.info({ runnerId: as.runnerId, server: settings.server, capacity: settings.capacity, leaseSeconds: as.leaseSeconds, providers: can }, 'registered');
    if (times === 1) onRegistered();
    const claiming = new AbortController();
    const changed = async (now: Provider[]) => {
      log.info({ providers: now }, 'the providers on this machine have changed');
      await register({ api, ...settings, can: now, signal, log });
    };
    void watchProviders({ folder: settings.providers, known: can, signal: AbortSignal.any([signal, claiming.signal]), changed });
    const ended = await claimSteps({ api, runnerId: as.runnerId, capacity: settings.capacity, signal, work: (assignment) => take(assignment, as.heartbeatSeconds), log });
    claiming.abort();
    if (ended.kind === 'refused' && ended.status !== 404) return { kind: 'refused', message: ended.message };
  }
  return { kind: 'stopped' };
}

/** At the start this clears what a crash left; later, what finished runs left. */
async function keepCollecting(api: ServerApi, { workspaces, caches }: DataFolder, inHand: Pick<StepsInHand, 'has'>, signal: AbortSignal, log: Logger): Promise<void> {
  while (!signal.aborted) {
    await collectWorkspaces({ api, folder: workspaces, inUse: inHand, log }).catch((error: unknown) => log.warn({ err: error }, 'could not collect workspaces'));
    await collectCaches({ caches, log, now: new Date() }).catch((error: unknown) => log.warn({ err: error }, 'could not collect caches'));
    await pause(collectEveryMs, signal);
  }
}
