/** How much of a line is shown around a secret. */
const excerptChars = 120;
const mask = '••••••';

/** A line with the given places masked, cut to what stands around the first of them. Never shows a character of them. */
export function maskedExcerpt(line: string, places: [start: number, end: number][]): string {
  let masked = '';
  let at = 0;
  let first = -1;
  for (const [start, found] of places.toSorted((a, b) => a[0] - b[0])) {
    // A rule may know a secret by its beginning alone: the rest of the word is not shown either.
    const end = found + (/^[^\s"'`]*/.exec(line.slice(found))?.[0].length ?? 0);
    if (end <= at) continue;
    masked += line.slice(at, Math.max(at, start));
    if (start >= at || first === -1) {
      if (first === -1) first = masked.length;
      masked += mask;
    }
    at = end;
  }
  masked += line.slice(at);
  const from = Math.max(0, first - excerptChars / 2);
  const cut = masked.slice(from, from + excerptChars).trim();
  return `${from > 0 ? '…' : ''}${cut}${from + excerptChars < masked.length ? '…' : ''}`;
}
