import { bindSandbox, type BoundSandbox } from './bind-sandbox.ts';
import { bwrapOptions } from './bwrap-options.ts';
import { nextCgroupName, sandboxCgroups } from './cgroup/sandbox-cgroups.ts';
import { refusePaths } from './check-paths.ts';
import { type CollectedText, collectOutput } from './collect-output.ts';
import { explainBwrapFailure } from './explain-bwrap-failure.ts';
import { findBwrap } from './find-bwrap.ts';
import type { KillSwitch } from './kill-switch.ts';
import { type LaunchedSandbox, launchBwrap } from './launch-bwrap.ts';
import { relayPorts } from './relay/relay-ports.ts';
import type { SandboxCommand, SandboxEnd } from './sandbox-command.ts';
import { toolchainMounts } from './toolchain-mounts.ts';

/** `input: 'none'` is an empty stdin that is no pipe, as programs expect of a batch job. */
type Opening = { kills: KillSwitch; input: 'none' | 'pipe' };

export type OpenSandbox =
  /** Our ends of the pipes, to be closed by the caller; `stdin` is undefined for `input: 'none'`. */
  | { ok: true; stdin: number | undefined; stdout: number; ended: Promise<SandboxEnd> }
  | { ok: false; end: SandboxEnd };

/**
 * The one way into a sandbox. Resolves when bwrap is launched; `ended` resolves when no process of
 * the command is left and what it and bwrap said is read to the end. Rejects only when called wrongly.
 */
export async function openSandbox(asked: SandboxCommand, { kills, input }: Opening): Promise<OpenSandbox> {
  const startedAt = performance.now();
  if (asked.signal?.aborted) kills.kill('cancelled');
  const bwrap = await findBwrap();
  if (!bwrap.ok) return { ok: false, end: { kind: 'unavailable', reason: bwrap.reason, fix: bwrap.fix } };
  const command = relayPorts(asked);
  const refusal = await refusePaths(command);
  if (refusal) return { ok: false, end: { kind: 'unavailable', ...refusal } };
  const options = bwrapOptions(bwrap, command, await toolchainMounts());
  const early = kills.cause();
  if (early) return { ok: false, end: { kind: early, stderr: '', truncated: false, durationMs: performance.now() - startedAt } };

  const base = sandboxCgroups();
  const cgroup = base.kind === 'none' ? undefined : base.create(nextCgroupName(), command.limits);
  try {
    const launched = launchBwrap(bwrap.path, options, command.argv, input);
    const stderr = collectOutput(launched.stderr, command.limits.outputBytes, liveText(command));
    const bound = bindSandbox({ command, launched, cgroup, startedAt, kills });
    return { ok: true, stdin: launched.stdin, stdout: launched.stdout, ended: settle({ launched, stderr, bound, startedAt }) };
  } catch (error) {
    await cgroup?.remove();
    throw error;
  }
}

function liveText({ onOutput }: SandboxCommand): ((text: string) => void) | undefined {
  return onOutput && ((text) => onOutput({ stream: 'stderr', text }));
}

type Running = { launched: LaunchedSandbox; stderr: Promise<CollectedText>; bound: Promise<BoundSandbox>; startedAt: number };

async function settle({ launched, stderr, bound, startedAt }: Running): Promise<SandboxEnd> {
  const { started, ended } = await bound;
  const { cause } = await ended;
  const [{ text, truncated }, reported] = await Promise.all([stderr, launched.status.exitCode]);
  const said = { stderr: text, truncated, durationMs: performance.now() - startedAt };
  if (cause) return { kind: cause, ...said };
  const exitCode = reported ?? exitCodeWhenKilled(started, text);
  if (exitCode !== undefined) return { kind: 'exited', exitCode, ...said };
  return { kind: 'unavailable', ...explainBwrapFailure(text) };
}

/** When the sandbox was killed from outside, nobody reported an exit code; a failed bwrap says why. */
function exitCodeWhenKilled(started: boolean, stderr: string): number | undefined {
  return started && !/^bwrap: /m.test(stderr) ? 137 : undefined;
}
