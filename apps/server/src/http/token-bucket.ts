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

/** Token buckets by key. At most `keepAtMost` are kept: those unused for longest are forgotten, which fills them again. */
export function tokenBuckets(rate: Rate, now: () => number, keepAtMost = 50_000): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMs = rate.perMinute / 60_000;
  const current = (key: string) => {
    const at = now();
    const bucket = buckets.get(key);
    return { at, tokens: bucket ? Math.min(rate.burst, bucket.tokens + (at - bucket.at) * perMs) : rate.burst };
  };
  const keep = (key: string, bucket: { tokens: number; at: number }) => {
    // Last in the order of the map: the first one is unused for longest.
    buckets.delete(key);
    if (buckets.size >= keepAtMost) for (const oldest of buckets.keys()) { buckets.delete(oldest); break; }
    buckets.set(key, bucket);
  };
  const stateOf = (tokens: number, allowed: boolean): RateState => ({
    rate, allowed, left: Math.floor(tokens),
    retrySeconds: Math.max(1, Math.ceil((1 - (tokens % 1)) / perMs / 1000)),
    fullSeconds: Math.ceil((rate.burst - tokens) / perMs / 1000),
  });
  return {
    take: (key) => {
      const { at, tokens } = current(key);
      const allowed = tokens >= 1;
      const after = allowed ? tokens - 1 : tokens;
      keep(key, { tokens: after, at });
      return stateOf(after, allowed);
    },
    giveBack: (key) => {
      const { at, tokens } = current(key);
      keep(key, { tokens: Math.min(rate.burst, tokens + 1), at });
    },
    look: (key) => {
      const { tokens } = current(key);
      return stateOf(tokens, tokens >= 1);
    },
  };
}
