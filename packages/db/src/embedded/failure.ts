export type FailureCode =
  | 'unsupported_platform'
  | 'binaries_missing'
  | 'data_dir_not_writable'
  | 'data_dir_in_use'
  | 'data_dir_foreign'
  | 'version_mismatch'
  | 'disk_full'
  | 'port_in_use'
  | 'cannot_run_as_root'
  | 'start_failed';

/** An expected reason not to start. `message` is for people and says what to do. */
export type StartFailure = { kind: 'failed'; code: FailureCode; message: string };

export function failure(code: FailureCode, message: string): StartFailure {
  return { kind: 'failed', code, message };
}

/** Turns what initdb or postgres said before it gave up into a failure; `output` is its last lines. */
export function explainOutput(dataDir: string, output: string): StartFailure {
  if (output.includes('No space left on device')) return diskFull(dataDir);
  if (output.includes('Address already in use')) {
    return failure('port_in_use', `The port for the database is taken by another program. Postgres said:\n${output}`);
  }
  if (/Permission denied|Read-only file system/.test(output)) {
    return failure('data_dir_not_writable', `The database may not write to ${dataDir}. Postgres said:\n${output}`);
  }
  return failure('start_failed', `The embedded Postgres did not start with the data in ${dataDir}. It said:\n${output}`);
}

const NOT_WRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'];

/** Turns an error of a file operation in the data directory into a failure. */
export function explainFileError(dataDir: string, error: unknown): StartFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return diskFull(dataDir);
  if (NOT_WRITABLE.includes(code)) {
    return failure(
      'data_dir_not_writable',
      `The data directory ${dataDir} is not writable (${code}). Make it writable for this user, or set LIME_DATA to another folder.`,
    );
  }
  throw error;
}

function diskFull(dataDir: string): StartFailure {
  return failure('disk_full', `The disk that holds ${dataDir} is full. Free some space, then start again.`);
}
