import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chooseRunAs, type RunAs } from './choose-run-as.ts';
import { createCluster, PASSWORD_FILE } from './create-cluster.ts';
import { endOrphan } from './end-orphan.ts';
import { explainFileError, failure, type StartFailure } from './failure.ts';
import { giveFilesTo } from './give-files-to.ts';
import type { Binaries } from './locate-binaries.ts';
import { programsFor } from './programs-for.ts';

export type Cluster = { kind: 'open'; dir: string; runAs: RunAs; /** As the account that runs them can reach them. */ programs: Binaries; password: string; endedOrphan: boolean };

/** Opens the cluster in the data directory, creating it when there is none, with nothing running on it. */
export async function openCluster(dataDir: string, binaries: Binaries, log: (line: string) => void): Promise<Cluster | StartFailure> {
  const dir = join(dataDir, 'cluster');
  try {
    return existsSync(dir) ? await openExisting(dir, binaries, log) : await openNew(dir, binaries);
  } catch (error) {
    return explainFileError(dataDir, error);
  }
}

async function openExisting(dir: string, binaries: Binaries, log: (line: string) => void): Promise<Cluster | StartFailure> {
  const runAs = chooseRunAs(dir, binaries.postgres);
  if (runAs.kind === 'failed') return runAs;
  const refused = checkVersion(dir, binaries.major);
  if (refused) return refused;
  const password = readFileSync(join(dir, PASSWORD_FILE), 'utf8').trim();
  const endedOrphan = await endOrphan(dir, log);
  giveFilesTo(dir, runAs);
  return { kind: 'open', dir, runAs, programs: programsFor(runAs, binaries), password, endedOrphan };
}

async function openNew(dir: string, binaries: Binaries): Promise<Cluster | StartFailure> {
  const half = `${dir}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  const runAs = chooseRunAs(half, binaries.postgres);
  if (runAs.kind === 'failed') return runAs;
  const programs = programsFor(runAs, binaries);
  const created = await createCluster({ half, dir, initdb: programs.initdb, runAs });
  if (created.kind === 'failed') return created;
  return { kind: 'open', dir, runAs, programs, password: created.password, endedOrphan: false };
}

function checkVersion(dir: string, major: number): StartFailure | undefined {
  const versionFile = join(dir, 'PG_VERSION');
  if (!existsSync(versionFile) || !existsSync(join(dir, PASSWORD_FILE))) {
    return failure('data_dir_foreign', `${dir} is not a database that Assembly Lime made. Move it away, or set LIME_DATA to another folder.`);
  }
  const found = Number.parseInt(readFileSync(versionFile, 'utf8'), 10);
  if (found === major) return undefined;
  const advice = found > major
    ? 'Start it with the newer version of Assembly Lime that wrote it.'
    : 'Export it with the older version of Assembly Lime that wrote it, and import it into a new data directory.';
  return failure('version_mismatch', `The database in ${dir} was written by Postgres ${found}, this is Postgres ${major}. ${advice}`);
}
