import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url));
const restartAfterMs = 100;

export type SupervisedServer = {
  origin: string;
  dataDir: string;
  /** The server's process now; null between two of them. */
  pid(): number | null;
  /** Stops it by SIGTERM, as an operator would, and starts it again; returns the exit code of the stop. */
  restart(): Promise<number>;
  /** Stops it by SIGTERM, for good. May be called more than once. */
  stop(): Promise<void>;
};

/**
 * Runs a real server with everything that it embeds, and starts it again whenever it ends: what
 * systemd or a container's restart policy does. The marker in its environment goes on to its children.
 */
export function superviseServer(options: { dataDir: string; port: number; marker: string }): SupervisedServer {
  const output = openSync(join(options.dataDir, 'server.out'), 'a');
  let stopping = false;
  let child = spawn();

  function spawn() {
    return Bun.spawn([process.execPath, program], {
      env: { ...process.env, LIME_DATA: options.dataDir, LIME_PORT: String(options.port), LIME_DEMO: 'off', LIME_RUNNER_CAPACITY: '4', LIME_DRILL: options.marker, LIME_LOG_LEVEL: 'info' },
      stdin: 'ignore', stdout: output, stderr: output,
    });
  }

  const supervision = (async () => {
    while (!stopping) {
      await child.exited;
      await Bun.sleep(restartAfterMs);
      if (!stopping) child = spawn();
    }
  })();

  return {
    origin: `http://127.0.0.1:${options.port}`,
    dataDir: options.dataDir,
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : null),
    restart: () => {
      child.kill('SIGTERM');
      return child.exited;
    },
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      await supervision;
    },
  };
}
