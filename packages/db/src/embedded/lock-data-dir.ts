import { Database, SQLiteError } from 'bun:sqlite';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError, failure, type StartFailure } from './failure.ts';

export type DataDirLock = { kind: 'locked'; release(): void };

/**
 * Makes this process the only owner of the data directory, or says who is.
 *
 * The lock is SQLite's lock on an empty database file: a kernel file lock, so it ends with its
 * process however that ends, no recycled process id can be taken for its owner, and it holds
 * between containers that share the folder. (Bun offers no flock of its own.)
 */
export function lockDataDir(dataDir: string): DataDirLock | StartFailure {
  const pidFile = join(dataDir, 'owner.pid');
  let lock: Database | undefined;
  try {
    lock = new Database(join(dataDir, 'owner.lock'), { create: true });
    lock.run('PRAGMA locking_mode = EXCLUSIVE');
    lock.run('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    lock?.close();
    const isHeld = error instanceof SQLiteError && error.code === 'SQLITE_BUSY';
    return isHeld ? inUse(dataDir, pidFile) : explainFileError(dataDir, error);
  }
  return { kind: 'locked', release: () => lock.close() };
}

function inUse(dataDir: string, pidFile: string): StartFailure {
  return failure(
    'data_dir_in_use',
    `Another Assembly Lime server (process ${readPid(pidFile)}) uses ${dataDir}. Stop it, or set LIME_DATA to another folder for this one.`,
  );
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
