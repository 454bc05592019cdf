import { join } from 'node:path';
import { sha256Hex } from '@lime/kernel';
import { planSetup } from '../setup/plan-setup.ts';
import { viewRepository } from '../setup/repository-view.ts';
import { setUp, type SetUpDone } from '../setup/set-up.ts';
import { SETUP_ENVIRONMENT } from '../setup/setup-environment.ts';
import type { SetupPlan } from '../setup/setup-plan.ts';
import { failed, stopped, type Failed } from './failed.ts';
import { commandFailed, runCommand, type Installed } from './run-command.ts';
import type { Workbench } from './workbench.ts';

export type SetUp = { ok: true; installed: Installed; /** Ignore patterns for what it put into the workspace. */ exclude: readonly string[] };

/** Installs what the repository depends on, or takes over what an earlier run of it has installed. */
export async function runSetup(bench: Workbench, baseSha: string): Promise<SetUp | Failed> {
  const { step, tree, gitDir, caches } = bench;
  const repository = viewRepository(tree);
  const plan = await planSetup(repository, step.assignment.work.setup);
  if (plan === null) return { ok: true, installed: { readOnly: [], env: {} }, exclude: [] };
  const done = await setUp<Failed>({
    plan, repository, dir: tree, gitDir, baseSha,
    scope: sha256Hex(`${step.assignment.cacheScope} ${step.assignment.work.repository.url}`),
    cacheDir: join(caches, 'setup'),
    signal: step.signal,
    install: () => install(bench, plan),
  });
  if (!done.ok) return 'retryable' in done ? done : done.code === 'cancelled' ? stopped : failed('setup_failed', done.message);
  await step.emit({ type: 'status', text: describe(plan, done) });
  return { ok: true, installed: { readOnly: done.readOnly, env: {} }, exclude: done.exclude };
}

async function install(bench: Workbench, { command }: SetupPlan): Promise<{ ok: true } | Failed> {
  const run = await runCommand(bench, { name: 'setup', title: command, argv: ['/bin/sh', '-c', command], network: 'registries' }, { readOnly: [], env: SETUP_ENVIRONMENT });
  if (!run.ok) return run;
  return run.end.kind === 'exited' && run.end.exitCode === 0 ? { ok: true } : commandFailed(bench, 'setup_failed', command, run.end);
}

function describe({ command }: SetupPlan, { fromCache, readOnly }: SetUpDone): string {
  if (fromCache) return `Set up from the cache: "${command}" has run for this state of the repository before`;
  return readOnly.length > 0 ? 'Set up, and kept for the next run' : 'Set up';
}
