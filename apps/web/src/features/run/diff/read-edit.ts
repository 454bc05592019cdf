import { type PatchFile, splitPatch } from './split-patch.ts';

/** What one edit of an agent changed, as its event tells it. */
export type ReadEdit = {
  files: PatchFile[];
  /** Of the lines that are there. */
  insertions: number;
  deletions: number;
  /** Lines that the event left out because there are too many. */
  omitted: number;
};

/** Three lines that stand together nowhere else: within a hunk no line begins with `@@`. */
const fileStart = /^--- (.*)\n\+\+\+ (.*)\n(?=@@ )/gm;
const leftOut = /^… \((\d+) more lines?\)$/m;

/** Reads the unified diff of an edit's event: files one after another, without git's own headers; its end may have been cut. */
export function readEdit(diff: string): ReadEdit {
  const omitted = Number(leftOut.exec(diff)?.[1] ?? 0);
  const patch = diff.replace(fileStart, (lines, before: string, after: string) => `diff --git ${before} ${after}\n${before === '/dev/null' ? 'new file mode 100644\n' : after === '/dev/null' ? 'deleted file mode 100644\n' : ''}${lines}`);
  const files = splitPatch(patch, false);
  const total = (of: 'insertions' | 'deletions') => files.reduce((sum, file) => sum + file[of], 0);
  return { files, insertions: total('insertions'), deletions: total('deletions'), omitted };
}
