import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { arch, platform } from 'node:os';
import { join } from 'node:path';

export type RestateServer = { ingress: string; admin: string; stop(): Promise<void> };

/** How long the server may take to come up, in milliseconds. */
const START_MS = 60_000;

/**
 * Starts a single-node Restate server with its own embedded storage and its own default settings
 * (24 partitions, write-ahead log synced to disk); only addresses, data folder, log level and telemetry are set.
 */
export async function startRestateServer(tempDir: string): Promise<RestateServer> {
  const [ingress, admin, node] = await Promise.all([freeAddress(), freeAddress(), freeAddress()]);
  const binary = createRequire(import.meta.url).resolve(`@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`);
  const child = spawn(binary, ['--no-logo', '--base-dir', join(tempDir, 'restate'), '--node-name', 'bench'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      RESTATE_BIND_ADDRESS: node,
      RESTATE_INGRESS__BIND_ADDRESS: ingress,
      RESTATE_ADMIN__BIND_ADDRESS: admin,
      RESTATE_LISTEN_MODE: 'tcp',
      // It asks for its own newest release and complains when it gets no answer.
      RESTATE_LOG_FILTER: 'error,octocrab=off',
      RESTATE_DISABLE_TELEMETRY: 'true',
    },
  });
  // However this process ends, short of SIGKILL, the server ends with it.
  process.on('exit', () => void child.kill('SIGKILL'));
  await Promise.all([waitUntilUp(child, `http://${ingress}/restate/health`), waitUntilUp(child, `http://${admin}/health`)]);
  return { ingress: `http://${ingress}`, admin: `http://${admin}`, stop: () => stop(child) };
}

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `127.0.0.1:${port}`;
}

async function waitUntilUp(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`restate-server ended with exit code ${child.exitCode}`);
    const up = await fetch(url).then((response) => response.ok, () => false);
    if (up) return;
    if (Date.now() > deadline) throw new Error(`restate-server did not answer on ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  // Its orderly shutdown takes many seconds, and its data folder is thrown away.
  child.kill('SIGKILL');
  await exited;
}
