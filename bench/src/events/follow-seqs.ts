/** What one subscriber has seen of a run's events. */
export type Followed = {
  /** Counts the event, and what is missing before it. */
  take(seq: number): void;
  lastSeq(): number;
  lost(): number;
  doubled(): number;
};

/** Follows a subscriber's event numbers: a gap is lost events, a step back is a doubled one. */
export function followSeqs(): Followed {
  let [last, lost, doubled] = [0, 0, 0];
  return {
    take: (seq) => {
      if (seq <= last) return void doubled++;
      lost += seq - last - 1;
      last = seq;
    },
    lastSeq: () => last,
    lost: () => lost,
    doubled: () => doubled,
  };
}
