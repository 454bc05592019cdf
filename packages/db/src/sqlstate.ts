/** Bun.SQL carries the SQLSTATE in `errno`; `pg` in `code`. Null when the error is not Postgres's. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('errno' in error && typeof error.errno === 'string') return error.errno;
  if ('code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)) return error.code;
  return null;
}

/** The name of the violated constraint, when `error` is a unique violation. */
export function uniqueViolation(error: unknown): string | null {
  return violated(error, '23505');
}

/** The name of the violated constraint, when `error` tells of a reference to a row that is not there. */
export function foreignKeyViolation(error: unknown): string | null {
  return violated(error, '23503');
}

function violated(error: unknown, state: string): string | null {
  if (sqlState(error) !== state) return null;
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
}

const diskFull = '53100';

/** Whether a disk has no room left: the database's, or the one that this process writes to. */
export function isDiskFull(error: unknown): boolean {
  return sqlState(error) === diskFull || (error instanceof Error && 'code' in error && error.code === 'ENOSPC');
}

/** Whether the database is away, going or just coming back, or has no room to write: nobody's fault, and the same may be asked again. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^(08|57P0)/.test(state) || state === '53300' || state === diskFull;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(ERR_POSTGRES_(?!SERVER)\w*(CONNECTION|TIMEOUT)|ECONN|EPIPE)/.test(error.code);
}
