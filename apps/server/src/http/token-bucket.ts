/** A rate: `burst` at once, and `perMinute` on average. */
export type Rate = { name: string; perMinute: number; burst: number };

/** What is left of a rate, for the headers of an answer. */
export type RateState = { rate: Rate; allowed: boolean; left: number; /** Until there is one more. */ retrySeconds: number; /** Until there are all. */ fullSeconds: number };

export type Buckets = {
  /** Takes one, if there is one. */
  take(key: string): RateState;
  /** Gives one back. */
  giveBack(key: string): void;
  /** Looks without taking. */
  look(key: string): RateState;
};

/** A bucket counts in parts of a token, so that each millisecond adds a whole number of them. */
const token = 60_000;

/** Token buckets by key. At most `keepAtMost` are kept: those unused for longest are forgotten, which fills them again. */
export function tokenBuckets(rate: Rate, now: () => number, keepAtMost = 50_000): Buckets {
  const buckets = new Map<string, { level: number; at: number }>();
  const full = rate.burst * token;
  const current = (key: string) => {
    const at = now();
    const bucket = buckets.get(key);
    return { at, level: bucket ? Math.min(full, bucket.level + Math.max(0, at - bucket.at) * rate.perMinute) : full };
  };
  const keep = (key: string, bucket: { level: number; at: number }) => {
    // Last in the order of the map: the first one is unused for longest.
    buckets.delete(key);
    const oldest = buckets.size < keepAtMost ? undefined : buckets.keys().next().value;
    if (oldest !== undefined) buckets.delete(oldest);
    buckets.set(key, bucket);
  };
  const secondsFor = (parts: number) => Math.ceil(parts / rate.perMinute / 1000);
  const stateOf = (level: number, allowed: boolean): RateState => ({
    rate, allowed, left: Math.floor(level / token), retrySeconds: secondsFor(token - (level % token)), fullSeconds: secondsFor(full - level),
  });
  return {
    take: (key) => {
      const { at, level } = current(key);
      const allowed = level >= token;
      const after = allowed ? level - token : level;
      keep(key, { level: after, at });
      return stateOf(after, allowed);
    },
    giveBack: (key) => {
      const { at, level } = current(key);
      keep(key, { level: Math.min(full, level + token), at });
    },
    look: (key) => {
      const { level } = current(key);
      return stateOf(level, level >= token);
    },
  };
}
