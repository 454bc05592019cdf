import { explainFileError, type StartFailure } from './failure.ts';
import { launchFirst } from './launch-first.ts';
import { launchPostmaster } from './launch-postmaster.ts';
import { locateBinaries, type Binaries } from './locate-binaries.ts';
import { lockDataDir, type DataDirLock } from './lock-data-dir.ts';
import { openCluster } from './open-cluster.ts';
import { prepareDataDir } from './prepare-data-dir.ts';
import { supervise } from './supervise.ts';

export type EmbeddedPostgresOptions = {
  /** Made when missing; holds the cluster, its password and its port. One server at a time owns it. */
  dataDir: string;
  /** Receives what Postgres and its supervision say, line by line. */
  log?: (line: string) => void;
  /** A fixed port; without it a free one is chosen once and remembered. */
  port?: number;
  /** Server settings that win over the built-in ones. */
  settings?: Record<string, string>;
};

export type EmbeddedPostgres = {
  /** Connection URL of the superuser `postgres`, on 127.0.0.1. It stays valid when Postgres is restarted after a crash. */
  url: string;
  /** Whether a Postgres was still running for a server that had been killed; it was ended first. */
  endedOrphan: boolean;
  /** Shuts Postgres down and frees port and data directory. May be called more than once. */
  stop(): Promise<void>;
};

type Started = { kind: 'started' } & EmbeddedPostgres;

/**
 * Starts the Postgres that npm installed on a data directory of its own, and keeps it running until
 * `stop` or until this process ends, however it ends. Failures that people can mend are values.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<Started | StartFailure> {
  const binaries = locateBinaries();
  if (binaries.kind === 'failed') return binaries;
  const prepared = prepareDataDir(options.dataDir);
  if (prepared.kind === 'failed') return prepared;
  const lock = lockDataDir(prepared.dataDir);
  if (lock.kind === 'failed') return lock;
  const result = await startLocked({ ...options, dataDir: prepared.dataDir }, binaries, lock)
    .catch((error: unknown) => explainFileError(prepared.dataDir, error));
  if (result.kind === 'failed') lock.release();
  return result;
}

async function startLocked(options: EmbeddedPostgresOptions, binaries: Binaries, lock: DataDirLock): Promise<Started | StartFailure> {
  const { dataDir, log = () => {} } = options;
  const cluster = await openCluster(dataDir, binaries, log);
  if (cluster.kind === 'failed') return cluster;
  const launch = (port: number) => launchPostmaster({ cluster, port, settings: options.settings ?? {}, log });
  const first = await launchFirst(dataDir, options.port, launch);
  if (first.kind === 'failed') return first;
  const supervision = supervise({ first: first.postmaster, relaunch: () => launch(first.port), log });
  return {
    kind: 'started',
    url: `postgres://postgres:${cluster.password}@127.0.0.1:${first.port}/postgres`,
    endedOrphan: cluster.endedOrphan,
    stop: () => supervision.stop().then(() => lock.release()),
  };
}
