import type { Failure } from '@lime/contracts';
import { isDatabaseAway, sqlState } from '@lime/db';

/** What could not be moved this many times in a row by one server is given up. */
const givesUpAfter = 3;

/**
 * Counts a fault of ours that keeps a run or a map's item from moving. `try_again`: throw it on, the
 * lease runs out and it is taken up again; but not for ever, or its tools would be called again every
 * few seconds. The database being away is nobody's fault and does not count; data that Postgres
 * refuses will not be taken the next time either.
 */
export function countFault(faults: Map<bigint, number>, id: bigint, error: unknown): 'try_again' | 'give_up' {
  if (isDatabaseAway(error)) return 'try_again';
  const count = isDataRefused(error) ? givesUpAfter : (faults.get(id) ?? 0) + 1;
  if (count < givesUpAfter) {
    faults.set(id, count);
    return 'try_again';
  }
  faults.delete(id);
  return 'give_up';
}

/** What people read of a fault that something was given up for. */
export function failureOfFault(error: unknown): Failure {
  if (isDataRefused(error)) return { code: 'result_refused', message: `The database does not take what came of it: ${error instanceof Error ? error.message : String(error)}` };
  return { code: 'internal', message: 'A fault of the server keeps this from going on. The log of the server tells more.' };
}

/** SQLSTATE class 22, such as a NUL in text. */
function isDataRefused(error: unknown): boolean {
  return sqlState(error)?.startsWith('22') ?? false;
}
