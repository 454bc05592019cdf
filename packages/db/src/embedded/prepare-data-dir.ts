import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { explainFileError, type StartFailure } from './failure.ts';

/** Makes the data directory, closed to other users, and returns its path without links. */
export function prepareDataDir(dataDir: string): { kind: 'prepared'; dataDir: string } | StartFailure {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return { kind: 'prepared', dataDir: realpathSync(dataDir) };
  } catch (error) {
    return explainFileError(dataDir, error);
  }
}
