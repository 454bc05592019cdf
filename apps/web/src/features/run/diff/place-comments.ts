import { findChangeByNewLineNumber, getChangeKey, type HunkData } from 'react-diff-view';
import type { PlacedComment } from './review-comment.tsx';

export type Placed = {
  /** By the key of the line below which they stand. */
  byLine: Map<string, PlacedComment[]>;
  /** On lines that the change does not show. */
  elsewhere: PlacedComment[];
};

/** Finds each comment's line, as the change leaves it, among the lines that are shown. */
export function placeComments(hunks: HunkData[], comments: readonly PlacedComment[]): Placed {
  const byLine = new Map<string, PlacedComment[]>();
  const elsewhere: PlacedComment[] = [];
  for (const comment of comments) {
    const change = findChangeByNewLineNumber(hunks, comment.line);
    if (change === undefined) elsewhere.push(comment);
    else byLine.set(getChangeKey(change), [...(byLine.get(getChangeKey(change)) ?? []), comment]);
  }
  return { byLine, elsewhere };
}
