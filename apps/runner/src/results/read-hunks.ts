/** One change of a patch. Lines count from 1: `line` in the file as it was before, `newLine` in the file as it is then. */
export type Hunk = { path: string; line: number; newLine: number; removed: string[]; added: string[] };

/**
 * Reads the changes out of a `git diff` patch without renames, a hunk being one run of changed
 * lines: what a hunk header holds together is taken apart at unchanged lines. Binary files have none.
 */
export function readHunks(patch: string): Hunk[] {
  const hunks: Hunk[] = [];
  let path = '';
  let line = 0;
  let newLine = 0;
  let current: Hunk | null = null;
  /** How many lines the hunk's header still promises, so that a removed line `-- a/x` is no file header. */
  let oldLeft = 0;
  let newLeft = 0;

  for (const text of patch.split('\n')) {
    if (oldLeft <= 0 && newLeft <= 0) {
      const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
      if (header) [line, oldLeft, newLine, newLeft] = [Number(header[1]), Number(header[2] ?? 1), Number(header[3]), Number(header[4] ?? 1)];
      else path = pathOfHeader(text) ?? path;
      current = null;
      continue;
    }
    const kind = text[0];
    if (kind === '\\') continue;
    if (kind !== '-' && kind !== '+') {
      current = null;
      [line, oldLeft, newLine, newLeft] = [line + 1, oldLeft - 1, newLine + 1, newLeft - 1];
      continue;
    }
    if (!current) {
      current = { path, line: Math.max(1, line), newLine: Math.max(1, newLine), removed: [], added: [] };
      hunks.push(current);
    }
    if (kind === '-') {
      current.removed.push(text.slice(1));
      [line, oldLeft] = [line + 1, oldLeft - 1];
    } else {
      current.added.push(text.slice(1));
      [newLine, newLeft] = [newLine + 1, newLeft - 1];
    }
  }
  return hunks;
}

/** The old name, or the new one of an added file. Git quotes names with unusual bytes as C strings. */
function pathOfHeader(text: string): string | null {
  const match = /^(?:---|\+\+\+) (?:"[ab]\/(.*)"|[ab]\/(.*?))\t?$/.exec(text);
  if (!match) return null;
  return match[2] ?? unquote(match[1] ?? '');
}

function unquote(quoted: string): string {
  const bytes: number[] = [];
  const escapes: Record<string, number> = { n: 10, t: 9, r: 13, '"': 34, '\\': 92, a: 7, b: 8, f: 12, v: 11 };
  for (const [piece] of quoted.matchAll(/\\[0-7]{3}|\\.|[^\\]+/gs)) {
    if (!piece.startsWith('\\')) bytes.push(...Buffer.from(piece));
    else if (piece.length === 4) bytes.push(Number.parseInt(piece.slice(1), 8));
    else bytes.push(escapes[piece.slice(1)] ?? 63);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
