import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { SandboxMount } from '../sandbox-command.ts';
import { probeSandbox } from '../probe-sandbox.ts';
import { startInSandbox } from '../start-in-sandbox.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const INSIDE = '/opt/lime/script';
const BUN = ['--no-env-file', '--config=/dev/null'];
/** Bun, its compiled WebAssembly, two engines of 64 MB and what the collector has not come to. */
const LIMITS = { memoryMb: 640, maxProcesses: 64, timeoutMs: 2 ** 31 - 1, outputBytes: 10_000 };

export type WorkerProcess = {
  stdin: Writable;
  stdout: Readable;
  /** Resolves when it is gone. */
  exited: Promise<'ended' | 'out_of_memory'>;
  kill: () => void;
};

/**
 * Starts the program that runs scripts in QuickJS. WebAssembly alone keeps a script in; where there
 * is bubblewrap, the program itself has no files, no network and no more memory than it needs either.
 */
export async function startWorkerProcess(): Promise<WorkerProcess> {
  return (await probe()).bwrap.ok ? startWalledIn() : startPlain();
}

let probed: ReturnType<typeof probeSandbox> | undefined;

function probe(): ReturnType<typeof probeSandbox> {
  probed ??= probeSandbox();
  return probed;
}

async function startWalledIn(): Promise<WorkerProcess> {
  const workspace = await mkdtemp(join(tmpdir(), 'lime-script-'));
  const argv = ['bun', ...BUN, `${INSIDE}/src/worker/main.ts`];
  const { stdin, stdout, exited, kill } = startInSandbox({ workspace, argv, readOnly: mounts(), limits: LIMITS });
  const gone = async () => {
    const end = await exited;
    await rm(workspace, { recursive: true, force: true });
    return end.kind === 'out_of_memory' ? end.kind : 'ended';
  };
  return { stdin, stdout, exited: gone(), kill: () => kill('cancelled') };
}

/** The worker, and the packages that it imports: they lie beside each other. */
function mounts(): SandboxMount[] {
  const [packages = ''] = fileURLToPath(import.meta.resolve('quickjs-emscripten-core')).split('/quickjs-emscripten-core/');
  const names = ['quickjs-emscripten-core', '@jitl', 'amaro'];
  return [{ host: HERE, inside: `${INSIDE}/src` }, ...names.map((name) => ({ host: join(packages, name), inside: `${INSIDE}/node_modules/${name}` }))];
}

/** Nothing of the host's environment goes along. */
function startPlain(): WorkerProcess {
  const child = spawn(process.execPath, [...BUN, fileURLToPath(new URL('./worker/main.ts', import.meta.url))], { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined);
  return { stdin: child.stdin, stdout: child.stdout, exited: once(child, 'exit').then(() => 'ended', () => 'ended'), kill: () => child.kill('SIGKILL') };
}
