import { type Problem, refuse } from '@lime/kernel';
import { uniqueViolation } from '@lime/db';

/** A write that must be the only one of its name: refused with 409 where there is one already. */
export async function refuseTaken<T>(write: Promise<T>, taken: Omit<Problem, 'status'>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    return uniqueViolation(error) === null ? Promise.reject(error) : refuse({ status: 409, ...taken });
  }
}
