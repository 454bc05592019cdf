import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../main.ts', import.meta.url));
const onTestCluster = fileURLToPath(new URL('main-on-test-cluster.ts', import.meta.url));

export type SpawnedServer = {
  origin: string;
  signInLink: string;
  dataDir: string;
  /** Calls the API as the local admin's command line does. */
  api(method: string, path: string, body?: unknown): Promise<Response>;
  /** Resolves once the server's output matches. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal and resolves to the exit code. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number>;
  /** Ends it if it still runs, and removes its data. */
  dispose(): Promise<void>;
};

/** `sharesPostgres`: its database is in the Postgres of the tests, which is there sooner than one of its own. */
export type SpawnOptions = { dataDir?: string; env?: Record<string, string>; sharesPostgres?: boolean };

/** Starts the real server as a process of its own, on a free port and a data folder of its own, as `npm start` does. */
export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lime-server-')));
  const shared = process.env['LIME_TEST_DATABASE_URL'] ?? '';
  const started = options.sharesPostgres ? launch(dataDir, { LIME_TEST_DATABASE_URL: shared, ...options.env }, onTestCluster) : launch(dataDir, options.env ?? {});
  const ready = await started.prints(/ready (\S+)\nsign in: (\S+)/);
  const origin = ready[1] ?? '';
  const { token }: { token: string } = JSON.parse(await readFile(join(dataDir, 'cli.json'), 'utf8'));
  const end = async (signal: NodeJS.Signals) => {
    started.process.kill(signal);
    return started.process.exited;
  };
  return {
    origin,
    signInLink: ready[2] ?? '',
    dataDir,
    prints: started.prints,
    end,
    api: (method, path, body) =>
      fetch(`${origin}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    dispose: async () => {
      if (started.process.exitCode === null) await end('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts the server where it is expected to refuse; resolves to its exit code and what it said. */
export async function refusedStart(dataDir: string, env: Record<string, string> = {}): Promise<{ exitCode: number; said: string }> {
  const started = launch(dataDir, env);
  const exitCode = await started.process.exited;
  return { exitCode, said: await started.all() };
}

function launch(dataDir: string, env: Record<string, string>, file = program) {
  const child = Bun.spawn([process.execPath, file], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_PORT: '0', LIME_DATA: dataDir, LIME_DEMO: 'off', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  let output = '';
  const listeners = new Set<() => void>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true });
      for (const listener of listeners) listener();
    }
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  const prints = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output);
        if (!match) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      void child.exited.then(() => reading).then(() => reject(new Error(`the server ended before it printed ${pattern}: ${output}`)));
    });
  return { process: child, prints, all: () => reading.then(() => output) };
}
