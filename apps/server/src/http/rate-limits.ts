import { type Buckets, tokenBuckets } from './token-bucket.ts';

export type Rates = {
  keyPerMinute: number;
  sessionPerMinute: number;
  /** By address. */
  signInPerMinute: number;
  /** How many proxies of the operator's own stand before the server: each adds to X-Forwarded-For whom it heard. */
  proxyHops: number;
};

/** The limits of this process: several servers allow as many times as much. */
export type RateLimits = { proxyHops: number; keys: Buckets; sessions: Buckets; signIns: Buckets; /** Tokens that let nobody in. */ wrongTokens: Buckets };

const keyBurst = 10;
/** A page of the web app asks for several things at once. */
const sessionBurst = 1000;

export function openRateLimits(rates: Rates, now: () => number): RateLimits {
  return {
    proxyHops: rates.proxyHops,
    keys: tokenBuckets({ name: 'key', perMinute: rates.keyPerMinute, burst: Math.min(keyBurst, rates.keyPerMinute) }, now),
    sessions: tokenBuckets({ name: 'session', perMinute: rates.sessionPerMinute, burst: Math.max(sessionBurst, Math.floor(rates.sessionPerMinute / 6)) }, now),
    signIns: tokenBuckets({ name: 'sign-in', perMinute: rates.signInPerMinute, burst: rates.signInPerMinute }, now),
    wrongTokens: tokenBuckets({ name: 'wrong-token', perMinute: 600, burst: 300 }, now),
  };
}
