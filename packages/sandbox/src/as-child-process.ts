import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { SandboxEnd } from './sandbox-command.ts';
import type { SandboxProcess } from './start-in-sandbox.ts';

type ChildEvents = { exit: [code: number | null, signal: NodeJS.Signals | null]; error: [error: Error] };
type Listen = <Name extends keyof ChildEvents>(event: Name, listener: (...details: ChildEvents[Name]) => void) => void;

/** The part of Node's ChildProcess that libraries ask of whoever starts their program for them. */
export type ChildProcessLike = {
  stdin: Writable;
  stdout: Readable;
  readonly killed: boolean;
  readonly exitCode: number | null;
  readonly signalCode: NodeJS.Signals | null;
  kill: (signal: NodeJS.Signals) => boolean;
  on: Listen;
  once: Listen;
  off: Listen;
};

/**
 * A program in a sandbox as a child process: `exit` once when everything is dead (SIGKILL when the
 * sandbox ended it), or `error` when it could not start. Any signal kills the whole sandbox.
 */
export function asChildProcess({ stdin, stdout, exited, kill }: SandboxProcess): ChildProcessLike {
  const events = new EventEmitter();
  // One that nobody listens to would end this process.
  events.on('error', () => undefined);
  let end: SandboxEnd | undefined;
  let killed = false;
  void exited.then((how) => {
    end = how;
    if (how.kind === 'unavailable') events.emit('error', new Error(`${how.reason} (${how.fix})`));
    else events.emit('exit', exitCodeOf(how), signalOf(how));
  });
  return {
    stdin,
    stdout,
    get killed() { return killed; },
    get exitCode() { return exitCodeOf(end); },
    get signalCode() { return signalOf(end); },
    kill: () => {
      if (end) return false;
      killed = true;
      kill('cancelled');
      return true;
    },
    on: (event, listener) => void events.on(event, listener),
    once: (event, listener) => void events.once(event, listener),
    off: (event, listener) => void events.off(event, listener),
  };
}

function exitCodeOf(end: SandboxEnd | undefined): number | null {
  return end?.kind === 'exited' ? end.exitCode : null;
}

function signalOf(end: SandboxEnd | undefined): NodeJS.Signals | null {
  return end === undefined || end.kind === 'exited' || end.kind === 'unavailable' ? null : 'SIGKILL';
}
