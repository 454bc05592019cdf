import { closeSync } from 'node:fs';
import { memoryFile, openPipe } from './libc.ts';
import { type BwrapStatus, readStatus } from './read-status.ts';
import { seccompFilter } from './seccomp-filter.ts';

export type LaunchedSandbox = {
  /** Ends when bwrap itself is gone. */
  exited: Promise<number>;
  /** Read ends of the command's output pipes. */
  stdout: number;
  stderr: number;
  status: BwrapStatus;
  /** Lets the command start. Until then the sandbox stands, with nothing untrusted running. */
  release: () => void;
  /** Kills bwrap, and with it, unless tampered with, the sandbox. */
  kill: () => void;
};

/**
 * Starts bwrap. It sets up the sandbox, reports its first process and waits for `release`, which
 * leaves time to put that process into a cgroup before any untrusted code runs.
 */
export function launchBwrap(bwrapPath: string, options: string[], argv: string[]): LaunchedSandbox {
  const [stdout, stderr, status, gate] = [openPipe(), openPipe(), openPipe(), openPipe()];
  const filter = seccompFilter();
  const wired = ['--json-status-fd', '4', '--block-fd', '5', ...(filter ? ['--seccomp', '6'] : [])];
  const inputs = [memoryFile(Buffer.from([...options, ...wired, ''].join('\0'))), ...(filter ? [memoryFile(filter)] : [])];
  const [args = -1, ...seccomp] = inputs;
  const given = [stdout.write, stderr.write, args, status.write, gate.read, ...seccomp];
  try {
    const child = Bun.spawn([bwrapPath, '--args', '3', '--', ...argv], { stdio: ['ignore', ...stdioOf(given)], env: {} });
    const release = once(() => closeSync(gate.write));
    return {
      exited: child.exited.finally(release),
      stdout: stdout.read,
      stderr: stderr.read,
      status: readStatus(status.read),
      release,
      kill: () => child.kill('SIGKILL'),
    };
  } catch (error) {
    [stdout.read, stderr.read, status.read, gate.write].forEach((descriptor) => closeSync(descriptor));
    throw error;
  } finally {
    given.forEach((descriptor) => closeSync(descriptor));
  }
}

// Bun.spawn types its extra descriptors as a tuple of two and a rest.
function stdioOf([out = -1, err = -1, ...rest]: number[]): [number, number, ...number[]] {
  return [out, err, ...rest];
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
