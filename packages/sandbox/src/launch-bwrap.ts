import { closeSync, writeSync } from 'node:fs';
import { waitForGo } from './wait-for-go.ts';
import { memoryFile, openPipe } from './libc.ts';
import { type BwrapStatus, readStatus } from './read-status.ts';
import { seccompFilter } from './seccomp-filter.ts';

export type LaunchedSandbox = {
  /** bwrap's own pid, outside the sandbox. */
  pid: number;
  /** Ends when bwrap itself is gone. */
  exited: Promise<number>;
  /** Write end of the command's input pipe, if it has one. */
  stdin: number | undefined;
  /** Read ends of the command's output pipes. */
  stdout: number;
  stderr: number;
  status: BwrapStatus;
  /** Lets the command start. Until then the sandbox stands, with nothing untrusted running. */
  release: () => void;
  /** Kills bwrap. What it has started survives when it has not got far enough yet, or was tampered with. */
  kill: () => void;
};

/** Where bwrap finds what we hand it: its options, its status pipe, the gate, the system call filter. */
const FD = { options: '3', status: '4', gate: '5', seccomp: '6' };

/**
 * Starts bwrap. It sets up the sandbox, reports its first process and waits for `release`, which
 * leaves time to put that process under its limits before any untrusted code runs.
 */
export function launchBwrap(bwrapPath: string, options: string[], argv: string[], input: 'none' | 'pipe'): LaunchedSandbox {
  const stdin = input === 'pipe' ? openPipe() : undefined;
  const [stdout, stderr, status, gate] = [openPipe(), openPipe(), openPipe(), openPipe()];
  const filter = seccompFilter();
  const wired = ['--json-status-fd', FD.status, ...(filter ? ['--seccomp', FD.seccomp] : [])];
  const inputs = [memoryFile(Buffer.from([...options, ...wired, ''].join('\0'))), ...(filter ? [memoryFile(filter)] : [])];
  const [args = -1, ...seccomp] = inputs;
  const given = [stdout.write, stderr.write, args, status.write, gate.read, ...seccomp];
  try {
    const child = Bun.spawn([bwrapPath, '--args', FD.options, '--', ...waitForGo(FD.gate, argv)], { stdio: [stdin?.read ?? 'ignore', ...stdioOf(given)], env: {} });
    const openGate = once((go: string) => {
      // Nobody may be waiting any more.
      try {
        writeSync(gate.write, go);
      } catch {
        // EPIPE: bwrap failed, or was killed.
      }
      closeSync(gate.write);
    });
    return {
      pid: child.pid,
      exited: child.exited.finally(() => openGate('')),
      stdin: stdin?.write,
      stdout: stdout.read,
      stderr: stderr.read,
      status: readStatus(status.read),
      release: () => openGate('go\n'),
      kill: () => child.kill('SIGKILL'),
    };
  } catch (error) {
    [stdout.read, stderr.read, status.read, gate.write, ...(stdin ? [stdin.write] : [])].forEach((descriptor) => closeSync(descriptor));
    throw error;
  } finally {
    [...given, ...(stdin ? [stdin.read] : [])].forEach((descriptor) => closeSync(descriptor));
  }
}

// Bun.spawn types its extra descriptors as a tuple of two and a rest.
function stdioOf([out = -1, err = -1, ...rest]: number[]): [number, number, ...number[]] {
  return [out, err, ...rest];
}

function once<Argument>(action: (argument: Argument) => void): (argument: Argument) => void {
  let done = false;
  return (argument) => {
    if (done) return;
    done = true;
    action(argument);
  };
}
