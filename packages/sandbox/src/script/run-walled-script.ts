import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from '@lime/kernel';
import { withEgress } from '../egress/with-egress.ts';
import type { SandboxEnd } from '../sandbox-command.ts';
import { packagedNode } from '../packaged-node.ts';
import { startInSandbox } from '../start-in-sandbox.ts';
import { hasDefaultExport } from './has-default-export.ts';
import { WorkerOutcome } from './protocol.ts';
import { logBytes, type ScriptEnd, type ScriptJob } from './script-job.ts';

const RUNNER = { host: fileURLToPath(new URL('./walled/run-hook.mjs', import.meta.url)), inside: '/opt/lime/run-hook.mjs' };
/** Ours, not the machine's own: older ones than 24 know nothing of a proxy. */
const NODE_INSIDE = '/opt/lime/packaged-node';
const PROGRAMS = {
  bun: ['bun', '--no-env-file', '--config=/dev/null', RUNNER.inside],
  node: [NODE_INSIDE, RUNNER.inside],
};
/** The relay to the egress proxy is a program of its own. */
const MEMORY_MB = { alone: 128, withRelay: 256 };
/** JSON of JSON is longer than it. */
const LONGEST_LINE = 8;

export type WalledScriptJob = ScriptJob & {
  program: keyof typeof PROGRAMS;
  /** Of the egress proxy through which it may leave; without it there is no network. */
  egressSocket?: string;
};

/** Runs a script on a whole bun or node in bubblewrap: no files but its own temporary ones, no network but what is asked for. */
export async function runWalledScript(job: WalledScriptJob): Promise<ScriptEnd> {
  const node = packagedNode();
  if (job.program === 'node' && node === null) return { kind: 'unavailable', message: 'hooks on node need the Node.js 24 that comes with the packages of this project. Install them with: npm ci', log: '', durationMs: 0 };
  const workspace = await mkdtemp(join(tmpdir(), 'lime-hook-'));
  const since = performance.now();
  try {
    const { stdin, stdout, exited, kill } = startInSandbox(commandOf(job, workspace, node));
    stdin.end(JSON.stringify({ code: job.code, isModule: hasDefaultExport(job.code), contextJson: job.context }));
    const said = await readAtMost(stdout, job.outputBytes * LONGEST_LINE, () => kill('cancelled'));
    const end = await exited;
    const log = end.kind === 'unavailable' ? '' : end.stderr;
    return { ...outcomeOf(job, end, said), log, durationMs: performance.now() - since };
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

function commandOf({ program, timeoutMs, egressSocket, signal }: WalledScriptJob, workspace: string, node: string | null) {
  const command = {
    workspace, argv: PROGRAMS[program], readOnly: [RUNNER, ...(program === 'node' && node !== null ? [{ host: node, inside: NODE_INSIDE }] : [])], ...(signal && { signal }),
    limits: { memoryMb: egressSocket === undefined ? MEMORY_MB.alone : MEMORY_MB.withRelay, maxProcesses: 64, timeoutMs, outputBytes: logBytes, diskMb: 16, cpuPercent: 100 },
  };
  // Its own loopback has nothing on it: what it asks there is meant for the host, and goes through the proxy as all else.
  return egressSocket === undefined ? command : withEgress({ ...command, env: { NO_PROXY: '', no_proxy: '' } }, { socketPath: egressSocket });
}

/** Null when there is more. */
async function readAtMost(stream: AsyncIterable<Uint8Array>, mostBytes: number, onMore: () => void): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
    else onMore();
  }
  return bytes > mostBytes ? null : Buffer.concat(chunks).toString();
}

type Outcome = ScriptEnd extends infer End ? (End extends unknown ? Omit<End, 'log' | 'durationMs'> : never) : never;

function outcomeOf({ outputBytes, program }: WalledScriptJob, end: SandboxEnd, said: string | null): Outcome {
  if (said === null) return { kind: 'too_much_output' };
  if (end.kind === 'unavailable') return { kind: 'unavailable', message: `${end.reason}. ${end.fix}` };
  if (end.kind === 'disk_full') return threw('it wrote more files than it may');
  if (end.kind !== 'exited') return { kind: end.kind };
  if (end.exitCode === 127) return { kind: 'unavailable', message: `${program} is not installed on the server` };
  const outcome = WorkerOutcome.safeParse(parseJson(said.trimEnd().split('\n').at(-1) ?? ''));
  if (!outcome.success) return threw(`it ended without an answer, exit code ${end.exitCode}`);
  return outcome.data.kind === 'returned' && Buffer.byteLength(outcome.data.json) > outputBytes ? { kind: 'too_much_output' } : outcome.data;
}

function threw(message: string): Outcome {
  return { kind: 'threw', message, line: null, column: null };
}
