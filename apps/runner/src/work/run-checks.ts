import { join } from 'node:path';
import type { CheckResult } from '@lime/contracts';
import { restoreWorkspace } from '@lime/git';
import { copyTree } from '../workspace/copy-tree.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { diffFailed, failed, type Failed } from './failed.ts';
import { commandFailed, lastLines, runCommand, type CommandEnd, type Installed } from './run-command.ts';
import type { Workbench } from './workbench.ts';

/** Characters of a check's output that are kept in the step's output. */
const keptOutput = 20_000;

type Checked = { ok: true; results: CheckResult[] };

/**
 * Runs the checks on the repository as it is, then takes back what they and set-up left in it, so
 * that it cannot look like the agent's work. A check that hits a limit already now fails the step:
 * after the change it could prove nothing.
 */
export async function runChecksBefore(bench: Workbench, commands: readonly string[], installed: Installed, where: { baseSha: string; exclude: readonly string[] }): Promise<Checked | Failed> {
  const checked = await apartWithSecrets(bench, async (place) => {
    const results: CheckResult[] = [];
    for (const command of commands) {
      const run = await runCheck(place, command, installed);
      if (!run.ok) return run;
      if (run.end.kind !== 'exited') return commandFailed(place, run.end.kind, command, run.end);
      results.push(toResult(command, run.end));
    }
    return { ok: true, results };
  });
  if (!checked.ok) return checked;
  const restored = await restoreWorkspace({ dir: bench.tree, gitDir: bench.gitDir, ...where }, { signal: bench.step.signal, timeoutMs: bench.timeLeft() });
  return restored.ok ? checked : diffFailed(restored);
}

/** Runs the checks on what the agent made of it; each that fails or hits a limit is a result. */
export async function runChecksAfter(bench: Workbench, commands: readonly string[], installed: Installed): Promise<Checked | Failed> {
  return apartWithSecrets(bench, async (place) => {
    const results: CheckResult[] = [];
    for (const command of commands) {
      const run = await runCheck(place, command, installed);
      if (!run.ok) return run;
      results.push(toResult(command, run.end));
    }
    return { ok: true, results };
  });
}

/**
 * What gets secrets may leave them in files that git ignores, where the agent would find them and the runner keep
 * them: it works on a copy, which goes afterwards.
 */
async function apartWithSecrets(bench: Workbench, work: (place: Workbench) => Promise<Checked | Failed>): Promise<Checked | Failed> {
  if (!bench.step.assignment.checkEnv.vars.some(({ isSecret }) => isSecret)) return work(bench);
  const copy = join(bench.root, 'checks');
  try {
    const problem = await copyTree(bench.tree, copy);
    return problem === null ? await work({ ...bench, tree: copy }) : failed('env_unavailable', `The workspace could not be copied for the checks, which get secrets: ${problem}`, { retryable: true });
  } finally {
    await removeTree(copy);
  }
}

function runCheck(bench: Workbench, command: string, installed: Installed): ReturnType<typeof runCommand> {
  const own = Object.fromEntries(bench.step.assignment.checkEnv.vars.map(({ key, value }) => [key, value]));
  return runCommand(bench, { name: 'check', title: command, argv: ['/bin/sh', '-c', command] }, { ...installed, env: { ...installed.env, ...own } });
}

function toResult(command: string, end: CommandEnd): CheckResult {
  const outcome = end.kind !== 'exited' ? end.kind : end.exitCode === 0 ? 'passed' : 'failed';
  return { command, outcome, exitCode: end.kind === 'exited' ? end.exitCode : null, durationMs: Math.round(end.durationMs), output: lastLines(end, keptOutput) };
}
