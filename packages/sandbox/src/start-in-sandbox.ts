import type { Readable, Writable } from 'node:stream';
import { killSwitch } from './kill-switch.ts';
import { openSandbox } from './open-sandbox.ts';
import { readPipe } from './read-pipe.ts';
import type { KillCause, SandboxCommand, SandboxEnd } from './sandbox-command.ts';
import { writePipe } from './write-pipe.ts';

/** A program that lives in a sandbox, to be spoken with. */
export type SandboxProcess = {
  /**
   * Writes wait while the program does not read. When the program is gone, or never started, it
   * closes; what is written then is dropped without an error.
   */
  stdin: Writable;
  /** Every byte, unbounded in sum: a program that says more than is read waits. Ends with the program. */
  stdout: Readable;
  /**
   * Resolves when no process of the command is left and its stdout stands whole in the stream. Not
   * being able to start shows here too. Rejects only when called wrongly.
   */
  exited: Promise<SandboxEnd>;
  /** Kills everything in the sandbox; `exited` then has this cause, unless it had ended otherwise before. */
  kill: (cause: KillCause) => void;
};

/**
 * Starts an untrusted program behind the same walls and limits as `runInSandbox`, with live stdin
 * and stdout. Returns at once; what is written before the program stands is kept for it. Its stderr
 * is read all the time: `limits.outputBytes` of it are kept for the end and told live by
 * `onOutput`, the rest is dropped, so nobody has to listen for the program to get on.
 */
export function startInSandbox(command: SandboxCommand): SandboxProcess {
  const kills = killSwitch();
  const opening = openSandbox(command, { kills, input: 'pipe' });
  const pipes = opening.catch(() => undefined);
  const stdin = writePipe(pipes.then((sandbox) => (sandbox?.ok ? sandbox.stdin : undefined)));
  const stdout = readPipe(pipes.then((sandbox) => (sandbox?.ok ? sandbox.stdout : undefined)));
  const stdinClosed = new Promise((resolve) => stdin.once('close', resolve));
  const end = async () => {
    const sandbox = await opening;
    const ended = sandbox.ok ? await sandbox.ended : sandbox.end;
    stdin.destroy();
    await Promise.all([stdinClosed, stdout.finish()]);
    return ended;
  };
  return { stdin, stdout: stdout.stream, exited: end(), kill: kills.kill };
}
