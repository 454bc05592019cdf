import { join } from 'node:path';
import type { Logger } from '@lime/kernel';

const program = new URL('../../../runner/src/main.ts', import.meta.url).pathname;
const restartAfterMs = 1000;

export type EmbeddedRunner = { stop(): Promise<void> };

/** Runs a runner as a child process, over the same protocol as one on another machine; starts it again when it dies. */
export function startEmbeddedRunner(options: { server: string; token: string; dataDir: string; logLevel: string; hide: readonly string[]; logger: Logger }): EmbeddedRunner {
  let stopping = false;
  let child = spawnRunner(options);
  const watch = async (): Promise<void> => {
    while (!stopping) {
      const code = await child.exited;
      if (stopping) return;
      options.logger.warn({ code }, 'the runner has ended and is started again');
      await Bun.sleep(restartAfterMs);
      if (!stopping) child = spawnRunner(options);
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      await child.exited;
      await watching;
    },
  };
}

/** What the runner inherits: nothing that opens our database or blob store, and no key of a model. */
function ownEnvironment(hide: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && !name.startsWith('LIME_') && !hide.includes(name)));
}

function spawnRunner(options: { server: string; token: string; dataDir: string; logLevel: string; hide: readonly string[] }) {
  return Bun.spawn([process.execPath, program], {
    env: { ...ownEnvironment(options.hide), LIME_SERVER: options.server, LIME_RUNNER_TOKEN: options.token, LIME_RUNNER_DATA: join(options.dataDir, 'runner'), LIME_RUNNER_NAME: 'this machine', LIME_LOG_LEVEL: options.logLevel, LIME_RUNNER_END_WITH_PARENT: 'on' },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    // Ctrl-C reaches the whole foreground group; the server tells its runner itself.
    detached: true,
  });
}
