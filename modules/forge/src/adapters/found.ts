export type ForgeFailureCode = 'unauthorised' | 'forbidden' | 'not_found' | 'conflict' | 'unprocessable' | 'rate_limited' | 'unreachable' | 'address_refused' | 'garbled';

/** Why a forge did not do what it was asked. `retryAfterMs`: when it says when it may be asked again. */
export type ForgeFailure = { ok: false; code: ForgeFailureCode; message: string; retryAfterMs?: number };
export type Found<T> = { ok: true; value: T } | ForgeFailure;

/** What was found, in other words. */
export function mapped<A, B>(found: Found<A>, map: (value: A) => B): Found<B> {
  return found.ok ? { ok: true, value: map(found.value) } : found;
}
