import { maxBytesInHand, maxCallsOfStep } from '../tunables.ts';

/** One request in hand, from when its token was found good until its answer has ended. */
export type Place = {
  /** Takes room for so many more bytes of its body; false when the server has no more. */
  take(bytes: number): boolean;
  leave(): void;
};

/** The requests that this server has in hand: what one agent, and all together, may make it hold. */
export type Crowd = {
  /** A place for a request of the step; null when the step has as many as it may. */
  enter(stepId: bigint): Place | null;
};

export function createCrowd(): Crowd {
  const requests = new Map<bigint, number>();
  let bytesInHand = 0;
  return {
    enter: (stepId) => {
      const others = requests.get(stepId) ?? 0;
      if (others >= maxCallsOfStep) return null;
      requests.set(stepId, others + 1);
      let taken = 0;
      let left = false;
      return {
        take: (bytes) => {
          if (left || bytesInHand + bytes > maxBytesInHand) return false;
          bytesInHand += bytes;
          taken += bytes;
          return true;
        },
        leave: () => {
          if (left) return;
          left = true;
          bytesInHand -= taken;
          const now = (requests.get(stepId) ?? 1) - 1;
          if (now > 0) requests.set(stepId, now);
          else requests.delete(stepId);
        },
      };
    },
  };
}
