import { runInSandbox, type KillCause, type SandboxMount, type SandboxOutput, type SandboxResult } from '@lime/sandbox';
import type { ReachRegistries } from '../setup/with-registries.ts';
import { stepSeconds } from '../step-time.ts';
import { failed, stopped, type Failed } from './failed.ts';
import { reachRegistries } from './reach-registries.ts';
import type { Workbench } from './workbench.ts';

/** Bytes of stdout and of stderr that are kept of one command, each. */
const outputBytes = 1_000_000;
/** A command's time is up this long before the step's, so that the failure can name the command. */
const marginMs = 1_000;

/** What set-up provides to every command after it. */
export type Installed = { readOnly: readonly SandboxMount[]; env: Readonly<Record<string, string>> };

type Command = {
  /** Which part of the work it belongs to, as the transcript shows it: setup, check, recipe. */
  name: string;
  /** What people read: the command line if there is nothing better. */
  title: string;
  argv: readonly string[];
  /** `registries`: the package registries can be reached while it runs, and nothing else; else what gives it its network. Default: none. */
  network?: 'none' | 'registries' | ReachRegistries;
};

type Limit = Exclude<KillCause, 'cancelled'>;

/** How a command ended by itself or by a limit; being stopped and having no sandbox are failures. */
export type CommandEnd = SandboxOutput & ({ kind: 'exited'; exitCode: number } | { kind: Limit });

/** Runs a command in the sandbox, within the step's limits, and tells the transcript as it goes. */
export async function runCommand(bench: Workbench, { name, title, argv, network = 'none' }: Command, installed: Installed): Promise<{ ok: true; end: CommandEnd } | Failed> {
  const { step, tree, timeLeft } = bench;
  const { memoryMb, maxProcesses, diskMb } = step.assignment.work.limits;
  await step.emit({ type: 'tool', name, phase: 'start', text: title });
  const said = { stdout: step.values.stream(), stderr: step.values.stream() };
  const tell = (text: string) => void (text !== '' && step.emit({ type: 'tool', name, phase: 'output', text }));
  const command = {
    workspace: tree,
    argv: [...argv],
    env: { ...installed.env },
    readOnly: [...installed.readOnly],
    limits: { memoryMb, maxProcesses, diskMb, outputBytes, timeoutMs: Math.max(1, timeLeft() - marginMs) },
    signal: step.signal,
    onOutput: ({ stream, text }: { stream: 'stdout' | 'stderr'; text: string }) => tell(said[stream].push(text)),
  };
  const result = network === 'registries' ? await reachRegistries(bench, command) : await runInSandbox(network === 'none' ? command : network(command));
  if (result.kind === 'unavailable') return failed('sandbox_unavailable', `The runner cannot make a sandbox: ${result.reason} ${result.fix}`);
  tell(said.stdout.end());
  tell(said.stderr.end());
  await step.emit({ type: 'tool', name, phase: 'end', text: howItEnded(result), exitCode: result.kind === 'exited' ? result.exitCode : null, durationMs: Math.round(result.durationMs) });
  const { kind } = result;
  if (kind === 'cancelled') return stopped;
  const output = { stdout: maskWhole(step, result.stdout), stderr: maskWhole(step, result.stderr) };
  return { ok: true, end: kind === 'exited' ? { ...result, ...output } : { ...result, ...output, kind } };
}

/** As its pieces are masked: at its end, where the output may have been cut off, also the beginning of a value. */
function maskWhole({ values }: Workbench['step'], text: string): string {
  const stream = values.stream();
  return stream.push(text) + stream.end();
}

/** In words: `exit 1`, `ran out of memory`; empty for success. */
function howItEnded(end: Exclude<SandboxResult, { kind: 'unavailable' }>): string {
  if (end.kind === 'exited') return end.exitCode === 0 ? '' : `exit ${end.exitCode}`;
  return { timed_out: 'took too long', out_of_memory: 'ran out of memory', disk_full: 'filled the disk', cancelled: 'stopped' }[end.kind];
}

/** The failure of a step because a command of it did not end well: `code`, or the limit that it hit. */
export function commandFailed({ step }: Workbench, code: Failed['code'], title: string, end: CommandEnd): Failed {
  const said = lastLines(end);
  if (end.kind === 'exited') return failed(code, `"${title}" ended with exit code ${end.exitCode}.${said && ` It said:\n${said}`}`);
  const { memoryMb, diskMb } = step.assignment.work.limits;
  const hit = {
    timed_out: `did not end within the ${stepSeconds(step.assignment)} s that the step may take`,
    out_of_memory: `needed more than the ${memoryMb} MB of memory that it may use`,
    disk_full: `wrote more than the ${diskMb} MB that it may write`,
  }[end.kind];
  return failed(end.kind, `"${title}" ${hit}.${said && ` It said:\n${said}`}`);
}

/** The end of what a command said: errors stand there. */
export function lastLines({ stdout, stderr }: Pick<SandboxOutput, 'stdout' | 'stderr'>, characters = 3_000): string {
  const said = [stdout.trimEnd(), stderr.trimEnd()].filter(Boolean).join('\n');
  return said.length > characters ? `… ${said.slice(-characters)}` : said;
}
