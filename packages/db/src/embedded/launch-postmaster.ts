import type { Cluster } from './open-cluster.ts';
import { keepWatch } from './keep-watch.ts';
import { lastLines } from './last-lines.ts';
import { POSTGRES_ENV, serverArguments } from './server-arguments.ts';
import { FAST_SHUTDOWN_MS, IMMEDIATE_SHUTDOWN_MS, READY_TIMEOUT_MS } from './tunables.ts';
import { within } from './within.ts';

export type Postmaster = { kind: 'ready'; pid: number; exited: Promise<number>; stop(): Promise<void> };
export type Launched = Postmaster | { kind: 'exited'; output: string };

export type LaunchOptions = {
  cluster: Cluster;
  port: number;
  settings: Record<string, string>;
  log: (line: string) => void;
};

/** Starts one postmaster and waits until it takes connections or gives up. */
export async function launchPostmaster({ cluster, port, settings, log }: LaunchOptions): Promise<Launched> {
  // In a session of its own: a Ctrl-C in the terminal is for the server, which ends Postgres last.
  const child = Bun.spawn([...cluster.runAs.prefix, cluster.programs.postgres, ...serverArguments(cluster.dir, port, settings)], {
    env: POSTGRES_ENV, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'],
  });
  const watch = keepWatch(child.pid);
  const { promise: ready, resolve: isReady } = Promise.withResolvers<'ready'>();
  const said = lastLines(child.stderr, (line) => {
    log(line);
    if (line.includes('database system is ready to accept connections')) isReady('ready');
  });
  const exited = child.exited.finally(() => watch.end());
  const outcome = await within(READY_TIMEOUT_MS, Promise.race([ready, exited]));
  if (outcome === 'ready') return { kind: 'ready', pid: child.pid, exited, stop: () => endChild(child) };
  await endChild(child);
  return { kind: 'exited', output: await said.all() };
}

type Child = { kill(signal: NodeJS.Signals): void; exited: Promise<number> };

/** Fast shutdown; immediate when that takes too long; SIGKILL when that does. */
async function endChild(child: Child): Promise<void> {
  child.kill('SIGINT');
  if ((await within(FAST_SHUTDOWN_MS, child.exited)) !== 'late') return;
  child.kill('SIGQUIT');
  if ((await within(IMMEDIATE_SHUTDOWN_MS, child.exited)) !== 'late') return;
  child.kill('SIGKILL');
  await child.exited;
}
