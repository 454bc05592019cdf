import { afterAll, beforeAll } from 'bun:test';
import { readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, runLime } from './run-lime.ts';
import { end, freePort, makeOrigin, startServer, testFolder, type RunningServer } from './start-server.ts';

const installed = process.env['LIME_TEST_PROVIDERS'] ?? join(fileURLToPath(new URL('../../../..', import.meta.url)), 'node_modules/.lime/providers');

/** The whole product with the real programs of the providers, and what the command line says to it. */
export type Agents = {
  /** A repository that can be pushed to, with one file: a.txt. */
  origin: string;
  lime: (...args: string[]) => Promise<Ended>;
  /** The words that start a run of this provider on the repository, in the one project, without set-up. */
  start: (provider: string, ...rest: string[]) => string[];
  /** Says something to `lime`, and does something once its output holds the words. */
  limeUntil: (words: string, then: (run: string) => void, ...args: string[]) => Promise<Ended>;
  /** The folders in which the runner keeps the work of a run. */
  workspaces: (run: string) => string[];
};

/** What a model of a script says when its answer is to hold a plan or a review: one line of YAML. */
export const answerIn = (value: unknown) => JSON.stringify(`Here it is.\n\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\``);

/** Has server, Postgres and runner run while the tests of this file do, with a script in place of models, or with models as `env` says. */
export function agentsForTests({ script, env = {}, providers = ['claude', 'codex', 'acp'] }: { script?: string; env?: Record<string, string>; providers?: string[] }): Agents {
  const folder = testFolder();
  const scriptFile = join(folder.path, 'script.yaml');
  let server: RunningServer | null = null;
  beforeAll(async () => {
    makeOrigin(folder.path);
    await mkdir(join(folder.data, 'providers'), { recursive: true });
    for (const provider of providers) await symlink(join(installed, provider), join(folder.data, 'providers', provider));
    if (script !== undefined) await writeFile(scriptFile, script);
    server = await startServer(folder.data, await freePort(), { ...(script !== undefined && { LIME_MODEL_SCRIPT: scriptFile }), ...env });
  }, 60_000);
  afterAll(async () => {
    if (server) await end(server.process, 'SIGTERM');
    folder.remove();
  }, 30_000);
  const origin = join(folder.path, 'origin.git');
  const call = (args: string[], onOutput?: (stdout: string) => void) => runLime(args, { env: { LIME_DATA: folder.data }, ...(onOutput && { onOutput }) });
  return {
    origin,
    lime: (...args) => call(args),
    start: (provider, ...rest) => ['run', '--repo', origin, '--project', 'AL', '--provider', provider, '--setup', '', ...rest],
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
  };
}

/** The first run that the command line speaks of. */
export const runOf = (stdout: string): string => /run (\d+)/.exec(stdout)?.[1] ?? '';
