import { type BoundSandbox, bindSandbox } from './bind-sandbox.ts';
import { bwrapOptions } from './bwrap-options.ts';
import { nextCgroupName, sandboxCgroups } from './cgroup/sandbox-cgroups.ts';
import { refusePaths } from './check-paths.ts';
import { type CollectedText, collectOutput } from './collect-output.ts';
import { explainBwrapFailure } from './explain-bwrap-failure.ts';
import { findBwrap } from './find-bwrap.ts';
import { type LaunchedSandbox, launchBwrap } from './launch-bwrap.ts';
import type { SandboxCommand, SandboxResult } from './sandbox-command.ts';
import { toolchainMounts } from './toolchain-mounts.ts';

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
  const startedAt = performance.now();
  if (command.signal?.aborted) return { kind: 'cancelled', stdout: '', stderr: '', truncated: false, durationMs: 0 };
  const bwrap = await findBwrap();
  if (!bwrap.ok) return { kind: 'unavailable', reason: bwrap.reason, fix: bwrap.fix };
  const refusal = await refusePaths(command);
  if (refusal) return { kind: 'unavailable', ...refusal };

  const base = sandboxCgroups();
  const options = bwrapOptions(bwrap, command, await toolchainMounts());
  const cgroup = base.kind === 'none' ? undefined : base.create(nextCgroupName(), command.limits);
  try {
    const launched = launchBwrap(bwrap.path, options, command.argv);
    const output = Promise.all([collect(command, 'stdout', launched.stdout), collect(command, 'stderr', launched.stderr)]);
    const bound = await bindSandbox({ command, launched, cgroup, startedAt });
    return await settle({ launched, output, bound, startedAt });
  } catch (error) {
    await cgroup?.remove();
    throw error;
  }
}

function collect({ limits, onOutput }: SandboxCommand, stream: 'stdout' | 'stderr', descriptor: number): Promise<CollectedText> {
  return collectOutput(descriptor, limits.outputBytes, onOutput && ((text) => onOutput({ stream, text })));
}

type Running = {
  launched: LaunchedSandbox;
  output: Promise<[CollectedText, CollectedText]>;
  bound: BoundSandbox;
  startedAt: number;
};

async function settle({ launched, output, bound, startedAt }: Running): Promise<SandboxResult> {
  const { cause } = await bound.ended;
  const [stdout, stderr] = await output;
  const texts = {
    stdout: stdout.text,
    stderr: stderr.text,
    truncated: stdout.truncated || stderr.truncated,
    durationMs: performance.now() - startedAt,
  };
  if (cause) return { kind: cause, ...texts };
  const exitCode = (await launched.status.exitCode) ?? exitCodeWhenKilled(bound.started, stderr.text);
  if (exitCode !== undefined) return { kind: 'exited', exitCode, ...texts };
  return { kind: 'unavailable', ...explainBwrapFailure(stderr.text) };
}

/** When the sandbox was killed from outside, nobody reported an exit code; a failed bwrap says why. */
function exitCodeWhenKilled(started: boolean, stderr: string): number | undefined {
  return started && !/^bwrap: /m.test(stderr) ? 137 : undefined;
}
