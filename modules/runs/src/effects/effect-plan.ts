import type { Failure, Json, JsonObject } from '@lime/contracts';

/** What is known of an effect after asking the outside world. */
export type Reconciled = { kind: 'applied'; result: Json } | { kind: 'not_applied' } | { kind: 'unknown'; reason: string };

export type Attempted = { kind: 'applied'; result: Json } | { kind: 'refused'; error: Failure; retryable: boolean } | { kind: 'unknown'; reason: string };

/** One change in the outside world: how to make it, and how to find out whether it was made. */
export type EffectPlan = {
  /** Such as `git.push`. */
  kind: string;
  /** The same change has the same key: unique per tenant. */
  idempotencyKey: string;
  /** What is asked for, for people and for reconciliation. Holds no secrets. */
  request: JsonObject;
  attempt(signal: AbortSignal): Promise<Attempted>;
  /** Asked before an attempt whose predecessor's end was not recorded. */
  reconcile(): Promise<Reconciled>;
};

export type EffectOutcome = { kind: 'applied'; result: Json } | { kind: 'refused'; error: Failure; retryable: boolean } | { kind: 'unknown' };
