/**
 * Every path that a patch names, as `diffWorkspace` makes it, without `a/` and `b/`; null for what is no such patch. It reads
 * as strictly as git is lenient: git also applies changes without a `diff --git` header, and steps over what it does not
 * know, so whatever stands between the parts that are known here makes the whole unreadable. /dev/null is no path.
 */
export function readPatchPaths(patch: Uint8Array): string[] | null {
  const lines = readLines(patch);
  const paths = new Set<string>();
  while (lines.peek() !== null) {
    const name = readFile(lines);
    if (name === null) return null;
    paths.add(name);
  }
  return [...paths];
}

type Lines = {
  /** Null at the end. */
  peek(): string | null;
  next(): string | null;
  /** Goes on to the next line as well, and tells this one's first byte alone: a change may have millions, and nobody else is answered meanwhile. */
  nextSign(): number | undefined;
};

/** Each byte is a character: paths become text at the end, content never does. */
function readLines(patch: Uint8Array): Lines {
  const bytes = Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength);
  let start = 0;
  const endOfLine = (): number => {
    let at = start;
    while (at < bytes.length && bytes[at] !== 10) at += 1;
    return at;
  };
  const peek = () => (start < bytes.length ? bytes.toString('latin1', start, endOfLine()) : null);
  const nextSign = () => {
    const sign = bytes[start];
    start = endOfLine() + 1;
    return sign;
  };
  return {
    peek,
    nextSign,
    next: () => {
      const text = peek();
      nextSign();
      return text;
    },
  };
}

const MODES = /^(old mode|new mode|deleted file mode|new file mode) \d{6}$|^index [0-9a-f]+\.\.[0-9a-f]+( \d{6})?$/;

/**
 * One file of the patch: its name, or null when it is not understood. Whatever its lines say, it has no other: by the header a
 * patch is taken apart into those of several repositories, and git would take the name below it.
 */
function readFile(lines: Lines): string | null {
  const name = readHeader(lines.next() ?? '');
  if (name === null) return null;
  while (MODES.test(lines.peek() ?? '')) lines.next();
  if (lines.peek() === 'GIT binary patch') return readBinary(lines) ? name : null;
  if (lines.peek()?.startsWith('--- ') !== true) return name;
  for (const [sign, prefix] of [['--- ', 'a/'], ['+++ ', 'b/']] as const) {
    const line = lines.next();
    const written = line?.startsWith(sign) === true ? nameIn(line.slice(sign.length), prefix) : null;
    if (written !== '' && written !== name) return null;
  }
  return readHunks(lines) ? name : null;
}

/** `diff --git a/x b/x`: two names that are the same but for their first letter, so that blanks in them mislead nobody. */
function readHeader(line: string): string | null {
  const names = line.startsWith('diff --git ') ? line.slice('diff --git '.length) : '';
  const half = (names.length - 1) / 2;
  const [one, two] = [nameIn(names.slice(0, half), 'a/'), nameIn(names.slice(half + 1), 'b/')];
  return names[half] === ' ' && one !== null && one === two && one !== '' ? one : null;
}

/** The path in a name as git writes it; '' for /dev/null, null for what is none. A tab ends one that has blanks. */
function nameIn(written: string, prefix: string): string | null {
  const name = written.replace(/\t$/, '');
  if (name === '/dev/null') return '';
  const text = toText(name);
  return text?.startsWith(prefix) === true && text.length > prefix.length ? text.slice(prefix.length) : null;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', '"': '"', '\\': '\\' };

const QUOTED = /^"((?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*)"$/;
/** What git always puts in quotes: where it stands without, git reads another name than stands there, such as one that ends at a tab. */
// oxlint-disable-next-line no-control-regex -- that is what is looked for
const NEVER_BARE = /[\x00-\x1f\x7f"\\]/;

/** What git has put in quotes is taken out of them; bytes that are not UTF-8 become U+FFFD. Null for what git never writes. */
function toText(written: string): string | null {
  const quoted = QUOTED.exec(written)?.[1];
  if (quoted === undefined && NEVER_BARE.test(written)) return null;
  const bytes = (quoted ?? written).replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) => ESCAPES[code] ?? String.fromCharCode(Number.parseInt(code, 8)));
  // No file's name has one; git reads no further.
  if (bytes.includes('\0')) return null;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** What a line counts for on either side, by its first sign: a blank, `-`, `+` or a backslash. */
const COUNTS = new Map([[32, { old: 1, new: 1 }], [45, { old: 1, new: 0 }], [43, { old: 0, new: 1 }], [92, { old: 0, new: 0 }]]);

/** At least one hunk, each with exactly the lines that it announces. */
function readHunks(lines: Lines): boolean {
  let count = 0;
  for (let head = HUNK.exec(lines.peek() ?? ''); head; head = HUNK.exec(lines.peek() ?? ''), count += 1) {
    lines.next();
    const left = { old: Number(head[1] ?? 1), new: Number(head[2] ?? 1) };
    while (left.old > 0 || left.new > 0) {
      const counts = COUNTS.get(lines.nextSign() ?? 0);
      if (counts === undefined) return false;
      left.old -= counts.old;
      left.new -= counts.new;
    }
    if (left.old < 0 || left.new < 0) return false;
    if (lines.peek()?.startsWith('\\ ') === true) lines.next();
  }
  return count > 0;
}

/** One or two blocks of encoded lines, each ended by an empty one. */
function readBinary(lines: Lines): boolean {
  lines.next();
  let count = 0;
  for (; /^(literal|delta) \d+$/.test(lines.peek() ?? ''); count += 1) {
    lines.next();
    for (let line = lines.next(); line !== ''; line = lines.next()) if (line === null || !/^[A-Za-z][!-~]+$/.test(line)) return false;
  }
  return count > 0 && count <= 2;
}
