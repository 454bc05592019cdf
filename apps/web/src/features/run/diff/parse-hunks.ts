import { type HunkData, parseDiff } from 'react-diff-view';

export type ParsedHunks = {
  hunks: HunkData[];
  /** Lines left out because there are more than `most`. */
  omitted: number;
};

/** Parses one file's hunks, at most `most` lines of them. */
export function parseHunks(hunks: string, most: number): ParsedHunks {
  // The name does not matter here, and unusual ones would confuse the parser.
  const [file] = parseDiff(`diff --git a/file b/file\n--- a/file\n+++ b/file\n${hunks}`, { nearbySequences: 'zip' });
  const kept: HunkData[] = [];
  let room = most;
  let omitted = 0;
  for (const hunk of file?.hunks ?? []) {
    const changes = hunk.changes.slice(0, room);
    room -= changes.length;
    omitted += hunk.changes.length - changes.length;
    if (changes.length > 0) kept.push({ ...hunk, changes });
  }
  return { hunks: kept, omitted };
}
