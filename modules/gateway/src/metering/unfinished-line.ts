import { longestEventBytes } from '../tunables.ts';

/** A line whose end has not come yet; one that grows too long is let go. */
export type UnfinishedLine = {
  isEmpty(): boolean;
  add(piece: Buffer): void;
  /** The whole line, null when it was too long; and begins anew. */
  take(): Buffer | null;
};

export function createUnfinishedLine(): UnfinishedLine {
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    isEmpty: () => size === 0,
    add: (piece) => {
      size += piece.length;
      if (size > longestEventBytes) pieces = [];
      else if (piece.length > 0) pieces.push(piece);
    },
    take: () => {
      const whole = size > longestEventBytes ? null : Buffer.concat(pieces);
      pieces = [];
      size = 0;
      return whole;
    },
  };
}
