import { splitNul } from './nul-separated.ts';

export type ChangedFile = {
  /** For reading: bytes that are not UTF-8 are shown as U+FFFD. */
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type_changed';
  readonly binary: boolean;
  /** Lines; 0 for binary files. */
  readonly insertions: number;
  readonly deletions: number;
};

export type DiffStats = {
  readonly filesChanged: number;
  readonly insertions: number;
  readonly deletions: number;
  readonly files: readonly ChangedFile[];
};

const STATUSES: Readonly<Record<string, ChangedFile['status']>> = { A: 'added', M: 'modified', D: 'deleted', T: 'type_changed' };

/** Reads `git diff-tree -r -z --raw --numstat --no-renames`: first all raw entries, then all counts. */
export function parseDiffStats(output: Uint8Array): DiffStats {
  const fields = splitNul(output);
  const statuses = new Map<string, ChangedFile['status']>();
  const files: ChangedFile[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? Buffer.alloc(0);
    if (field[0] === COLON) {
      at += 1;
      statuses.set(fields[at]?.toString('latin1') ?? '', STATUSES[field.subarray(-1).toString('latin1')] ?? 'modified');
    } else files.push(parseCounts(field, statuses));
  }
  const total = (count: (file: ChangedFile) => number) => files.reduce((sum, file) => sum + count(file), 0);
  return { filesChanged: files.length, insertions: total((file) => file.insertions), deletions: total((file) => file.deletions), files };
}

const COLON = 58;
const TAB = 9;

/** `insertions<TAB>deletions<TAB>path`, with `-` for the counts of a binary file. */
function parseCounts(field: Buffer, statuses: ReadonlyMap<string, ChangedFile['status']>): ChangedFile {
  const first = field.indexOf(TAB);
  const second = field.indexOf(TAB, first + 1);
  const path = field.subarray(second + 1);
  const insertions = field.subarray(0, first).toString('latin1');
  return {
    path: new TextDecoder().decode(path),
    status: statuses.get(path.toString('latin1')) ?? 'modified',
    binary: insertions === '-',
    insertions: Number(insertions) || 0,
    deletions: Number(field.subarray(first + 1, second).toString('latin1')) || 0,
  };
}
