import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { firstMatch } from './first-match.ts';

/** The product's server, in a process of its own. */
export type Server = {
  origin: string;
  pid: number;
  /** What the local admin's command line sends. */
  headers: { authorization: string };
  /** Calls the API as the local admin and parses the answer. Throws on every refusal. */
  api<T extends z.ZodType>(schema: T, method: 'GET' | 'POST', path: string, body?: unknown): Promise<z.output<T>>;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
};

type Options = { databaseUrl: string; tempDir: string; embeddedRunner: boolean; env?: Record<string, string> };

const MAIN = join(import.meta.dirname, '../../../apps/server/src/main.ts');
const Credentials = z.object({ token: z.string() });

/** How long it may take to shut down before it is killed, in milliseconds. */
const STOP_MS = 15_000;

/** Starts it as `npm start` does, on the bench's Postgres and a free port, with a data folder of its own. */
export async function startServer({ databaseUrl, tempDir, embeddedRunner, env }: Options): Promise<Server> {
  const dataDir = await mkdtemp(join(tempDir, 'server-'));
  const child = Bun.spawn([process.execPath, MAIN], {
    // One session asks for everything here: its limit is not what is measured.
    env: {
      PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production',
      DATABASE_URL: databaseUrl, LIME_SESSION_RATE: '100000000', LIME_PORT: '0', LIME_DATA: dataDir, LIME_DEMO: 'off', LIME_EMBEDDED_RUNNER: embeddedRunner ? 'on' : 'off', ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, origin = ''] = await firstMatch(child.stdout, /ready (\S+)\nsign in: \S+\n/);
  const { token } = Credentials.parse(JSON.parse(await readFile(join(dataDir, 'cli.json'), 'utf8')));
  const headers = { authorization: `Bearer ${token}` };
  return {
    origin, headers, pid: child.pid,
    api: async (schema, method, path, body) => {
      const withBody = body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(`${origin}/api/v1${path}`, { method, ...withBody });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return schema.parse(await response.json());
    },
    stop: async () => {
      child.kill('SIGTERM');
      const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await child.exited;
      clearTimeout(killing);
    },
  };
}
