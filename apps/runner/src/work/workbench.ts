import { join } from 'node:path';
import type { DataFolder } from '../data-folder.ts';
import type { StepWork } from '../run-assignment.ts';
import { stepSeconds } from '../step-time.ts';
import { workspaceName } from '../workspace/workspace-name.ts';
import type { Registries } from '../setup/registries.ts';
import { createPhaseTimer, type PhaseTimer } from './phase-timer.ts';

/** What all phases of one step's work share. */
export type Workbench = {
  step: StepWork;
  /** This attempt's own folder, outside the sandbox. */
  root: string;
  /** The checked-out files: all that the sandbox sees. */
  tree: string;
  gitDir: string;
  caches: string;
  timer: PhaseTimer;
  /** What set-up may reach. */
  registries: () => Promise<Registries>;
  /** Where providers are installed. */
  providers: string;
  /** Origin of the server, which is the way to models. */
  server: string;
  /** Milliseconds until the step's time is up. */
  timeLeft: () => number;
};

/** What a workbench gets from the runner that it stands in. */
export type Surroundings = Pick<Workbench, 'registries' | 'providers' | 'server'>;

export function openWorkbench(step: StepWork, folder: DataFolder, surroundings: Surroundings): Workbench {
  const root = join(folder.workspaces, workspaceName(step.assignment));
  const startedAt = performance.now();
  const mayTakeMs = stepSeconds(step.assignment) * 1000;
  return {
    step,
    root,
    tree: join(root, 'tree'),
    gitDir: join(root, 'git'),
    caches: folder.caches,
    timer: createPhaseTimer(),
    ...surroundings,
    timeLeft: () => Math.max(1, mayTakeMs - (performance.now() - startedAt)),
  };
}
