/** One file of a patch, read only as far as a summary needs; `hunks` is parsed when the file is opened. */
export type PatchFile = {
  path: string;
  /** Where it was before, when it was renamed or copied. */
  oldPath: string | null;
  kind: 'added' | 'deleted' | 'modified' | 'renamed' | 'copied';
  binary: boolean;
  insertions: number;
  deletions: number;
  /** `100644 → 100755`, when the mode changed. */
  mode: string | null;
  /** From the first `@@` on; empty for binary files and pure renames. */
  hunks: string;
  /** The patch was cut off within this file. */
  cut: boolean;
};

/**
 * Splits the output of `git diff` into its files. A line of content always begins with a blank, `+`,
 * `-` or `\`, and binary data holds no blanks, so `diff --git ` at the start of a line is a new file.
 */
export function splitPatch(patch: string, truncated: boolean): PatchFile[] {
  const starts = [...patch.matchAll(/^diff --git /gm)].map((match) => match.index);
  return starts.map((start, index) => readFile(patch.slice(start, starts[index + 1]), truncated && index === starts.length - 1));
}

function readFile(text: string, cut: boolean): PatchFile {
  const hunksAt = text.search(/^@@ /m);
  const header = (hunksAt === -1 ? text : text.slice(0, hunksAt)).split('\n');
  const hunks = hunksAt === -1 ? '' : text.slice(hunksAt);
  const field = (name: string) => header.find((line) => line.startsWith(name))?.slice(name.length);
  const movedFrom = field('rename from ') ?? field('copy from ');
  const movedTo = field('rename to ') ?? field('copy to ');
  const fromFirstLine = pathsOfFirstLine(header[0] ?? '');
  const before = named(field('--- ')) ?? fromFirstLine;
  const after = named(field('+++ ')) ?? fromFirstLine;
  const added = field('new file mode ') !== undefined;
  const deleted = field('deleted file mode ') !== undefined;
  const [oldMode, newMode] = [field('old mode '), field('new mode ')];
  return {
    path: movedTo === undefined ? (deleted ? before : after) : unquote(movedTo),
    oldPath: movedFrom === undefined ? null : unquote(movedFrom),
    kind: added ? 'added' : deleted ? 'deleted' : field('rename from ') !== undefined ? 'renamed' : field('copy from ') !== undefined ? 'copied' : 'modified',
    binary: header.some((line) => line === 'GIT binary patch' || /^Binary files .* differ$/.test(line)),
    ...countLines(hunks),
    mode: oldMode === undefined || newMode === undefined ? null : `${oldMode} → ${newMode}`,
    hunks,
    cut,
  };
}

/** The path on a `---` or `+++` line, without `a/` or `b/`; nothing for `/dev/null`. */
function named(line: string | undefined): string | undefined {
  if (line === undefined) return undefined;
  const path = unquote(line.replace(/\t$/, ''));
  return path === '/dev/null' ? undefined : path.slice(2);
}

/** The new path on `diff --git a/… b/…`: the two are the same length where no rename says otherwise. */
function pathsOfFirstLine(line: string): string {
  const rest = line.slice('diff --git '.length);
  if (rest.startsWith('"')) return unquote(rest.slice(0, (rest.length - 1) / 2)).slice(2);
  return rest.slice((rest.length - 1) / 2 + 1).slice(2);
}

const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Undoes git's quoting of unusual names: `"a/\303\251.txt"` is UTF-8 in octal; what is no UTF-8 shows as �. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  for (const [whole, octal, letter] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(escapes[letter] ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(whole));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function countLines(hunks: string): { insertions: number; deletions: number } {
  return { insertions: hunks.match(/^\+/gm)?.length ?? 0, deletions: hunks.match(/^-/gm)?.length ?? 0 };
}
