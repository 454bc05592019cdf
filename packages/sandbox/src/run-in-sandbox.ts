import { collectOutput } from './collect-output.ts';
import { killSwitch } from './kill-switch.ts';
import { openSandbox } from './open-sandbox.ts';
import type { SandboxCommand, SandboxEnd, SandboxResult } from './sandbox-command.ts';

/**
 * Runs an untrusted command in bubblewrap: no network, no files but the workspace, the host's
 * programs (read-only) and the given mounts, uid 1000, bounded in memory, processes, time, disk and
 * output. When it resolves, no process of the command is left.
 *
 * Every outcome is a value; it throws only when called wrongly. Any process killed for want of
 * memory makes the whole command `out_of_memory`. A program that does not exist exits with 127,
 * one killed by signal n with 128 + n. Package managers keep their caches in memory-backed
 * `/home/agent` unless told otherwise by `env`.
 */
export async function runInSandbox(command: SandboxCommand): Promise<SandboxResult> {
  const sandbox = await openSandbox(command, { kills: killSwitch(), input: 'none' });
  if (!sandbox.ok) return withOutput(sandbox.end, { text: '', truncated: false });
  const { limits, onOutput } = command;
  const stdout = collectOutput(sandbox.stdout, limits.outputBytes, onOutput && ((text) => onOutput({ stream: 'stdout', text })));
  return withOutput(await sandbox.ended, await stdout);
}

function withOutput(end: SandboxEnd, stdout: { text: string; truncated: boolean }): SandboxResult {
  if (end.kind === 'unavailable') return end;
  return { ...end, stdout: stdout.text, truncated: end.truncated || stdout.truncated };
}
