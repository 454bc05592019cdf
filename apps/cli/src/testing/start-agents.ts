import { readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, runLime } from './run-lime.ts';
import { end, freePort, startServer, testFolder } from './start-server.ts';

const installed = process.env['LIME_TEST_PROVIDERS'] ?? join(fileURLToPath(new URL('../../../..', import.meta.url)), 'node_modules/.lime/providers');

/** The whole product with the real programs of the providers, and what the command line says to it. */
export type Agents = {
  /** Repositories of a test may lie here. */
  folder: string;
  lime: (...args: string[]) => Promise<Ended>;
  /** Says something to `lime`, and does something once its output holds the words. */
  limeUntil: (words: string, then: (run: string) => void, ...args: string[]) => Promise<Ended>;
  /** The folders in which the runner keeps the work of a run. */
  workspaces: (run: string) => string[];
  stop: () => Promise<void>;
};

/** Starts server, Postgres and runner with a script in place of models, or with models as `env` says. */
export async function startAgents({ script, env = {}, providers = ['claude', 'codex', 'acp'] }: { script?: string; env?: Record<string, string>; providers?: string[] }): Promise<Agents> {
  const folder = testFolder();
  await mkdir(join(folder.data, 'providers'), { recursive: true });
  for (const provider of providers) await symlink(join(installed, provider), join(folder.data, 'providers', provider));
  const scriptFile = join(folder.path, 'script.yaml');
  if (script !== undefined) await writeFile(scriptFile, script);
  const server = await startServer(folder.data, await freePort(), { ...(script !== undefined && { LIME_MODEL_SCRIPT: scriptFile }), ...env });
  const call = (args: string[], onOutput?: (stdout: string) => void) => runLime(args, { env: { LIME_DATA: folder.data }, ...(onOutput && { onOutput }) });
  // Until the runner has said what it can do, the server takes work of every kind.
  while (!(await call(['runners'])).stdout.includes('online')) await Bun.sleep(50);
  return {
    folder: folder.path,
    lime: (...args) => call(args),
    limeUntil: (words, then, ...args) => {
      let isDone = false;
      return call(args, (stdout) => {
        if (isDone || !stdout.includes(words)) return;
        isDone = true;
        then(runOf(stdout));
      });
    },
    workspaces: (run) => {
      const all = join(folder.data, 'runner/workspaces');
      return readdirSync(all).filter((name) => name.startsWith(`${run}-`)).map((name) => join(all, name));
    },
    stop: async () => {
      await end(server.process, 'SIGTERM');
      folder.remove();
    },
  };
}

/** The first run that the command line speaks of. */
export const runOf = (stdout: string): string => /run (\d+)/.exec(stdout)?.[1] ?? '';
