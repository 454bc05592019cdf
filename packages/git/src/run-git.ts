import { execa } from 'execa';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { HARDENED_OPTIONS, hardenedEnvironment } from './hardening.ts';

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
/** What SIGTERM, on which git removes its lock files, does not end by then is killed. */
const KILL_AFTER_MS = 2_000;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

export type GitCall = GitLimits & {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  /** Default: the root folder, so that no repository is found by accident. */
  readonly cwd?: string;
  /** Longest standard output, in bytes. */
  readonly maxBytes?: number;
};

export type GitExit = {
  readonly ok: true;
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
};

/**
 * Runs one hardened git command. An exit code other than 0 is a value for the caller to judge;
 * a missing git, a time-out, a cancellation and too much output are failures.
 */
export async function runGit(args: readonly string[], call: GitCall = {}): Promise<GitExit | GitFailure> {
  const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const maxBytes = call.maxBytes ?? DEFAULT_MAX_BYTES;
  const deadline = AbortSignal.timeout(timeoutMs);
  const child = execa('git', [...HARDENED_OPTIONS, ...args], {
    cwd: call.cwd ?? '/',
    env: { ...hardenedEnvironment(), ...call.env },
    extendEnv: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
    maxBuffer: maxBytes,
    // A group of its own: git's helpers (git-remote-https, ssh) outlive git and hold its pipes, so they are ended with it.
    detached: true,
    ...(call.input === undefined ? { stdin: 'ignore' } : { input: call.input }),
  });
  const release = endGroupOnAbort(child.pid, call.signal === undefined ? [deadline] : [deadline, call.signal]);
  const result = await child;
  release();
  if (call.signal?.aborted && result.failed) return failure('cancelled', 'Cancelled.');
  if (deadline.aborted && result.failed) return failure('timed_out', `git took longer than ${timeoutMs} ms. Try again, or allow it more time.`);
  if (result.isMaxBuffer) return failure('diff_too_large', `git gave more than ${maxBytes} bytes.`);
  if (result.code === 'ENOENT') return failure('git_missing', 'git was not found. Install git 2.34 or newer and make sure that it is on the PATH.');
  return {
    ok: true,
    exitCode: result.exitCode ?? 128,
    stdout: result.stdout,
    stderr: new TextDecoder().decode(result.stderr),
  };
}

/** Ends a process group when any of the signals fires; returns what takes the watch off again. */
function endGroupOnAbort(pid: number | undefined, signals: readonly AbortSignal[]): () => void {
  const end = () => {
    if (pid === undefined) return;
    signalGroup(pid, 'SIGTERM');
    setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_AFTER_MS).unref();
  };
  if (signals.some((signal) => signal.aborted)) end();
  for (const signal of signals) signal.addEventListener('abort', end, { once: true });
  return () => signals.forEach((signal) => signal.removeEventListener('abort', end));
}

function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

/**
 * Runs a command that can only fail through a bug of ours or a broken disk, and returns its output.
 * @throws when git exits with another code than 0
 */
export async function mustRunGit(args: readonly string[], call: GitCall = {}): Promise<Uint8Array | GitFailure> {
  const run = await runGit(args, call);
  if (!run.ok) return run;
  if (run.exitCode !== 0) throw new Error(`git ${args.join(' ')} exited with ${run.exitCode}: ${run.stderr.trim()}`);
  return run.stdout;
}
