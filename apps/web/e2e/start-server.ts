import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type TestServer = {
  origin: string;
  /** Works once. */
  signInLink: string;
  dataDir: string;
  stop: () => Promise<void>;
};

/** Programs of the providers, as `npm test` installs them. */
const providers = process.env['LIME_TEST_PROVIDERS'] ?? fileURLToPath(new URL('../../../node_modules/.lime/providers', import.meta.url));
const main = fileURLToPath(new URL('../../server/src/testing/main-on-test-cluster.ts', import.meta.url));

/**
 * The real server as `npm start` runs it: with its runner and the demo ticket, and a database in the tests' Postgres.
 * With a script its runner has the programs of all providers, and the script plays every model. `surroundings`: more of
 * its environment.
 */
export async function startServer(script?: object, surroundings: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lime-browser-'));
  const { DATABASE_URL: _, ...env } = process.env;
  if (script !== undefined) {
    await symlink(providers, join(dataDir, 'providers'));
    env['LIME_MODEL_SCRIPT'] = join(dataDir, 'script.json');
    await writeFile(env['LIME_MODEL_SCRIPT'], JSON.stringify(script));
  }
  const server = Bun.spawn([process.execPath, main], { env: { ...env, LIME_PORT: '0', LIME_LOG_LEVEL: 'warn', ...surroundings, LIME_DATA: dataDir }, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const stop = async () => {
    server.kill('SIGTERM');
    await server.exited;
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const signInLink = await lineAfter('sign in: ', server.stdout);
    return { origin: new URL(signInLink).origin, signInLink, dataDir, stop };
  } catch {
    const said = await new Response(server.stderr).text();
    await stop();
    throw new Error(`the server did not start: ${said}`);
  }
}

/** The rest of the first line that begins so. The stream is read on to its end, so that the server never blocks. */
function lineAfter(start: string, stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: Readable.from(stream) });
    lines.on('line', (line) => line.startsWith(start) && resolve(line.slice(start.length)));
    lines.on('close', () => reject(new Error('ended')));
  });
}
