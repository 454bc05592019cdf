import type { DiffMetadata, SecretFinding } from '@lime/contracts';
import { setImmediate } from 'node:timers/promises';
import { type Hunk, readHunks } from '../results/read-hunks.ts';
import { findSpots } from './find-spots.ts';
import { maskedExcerpt } from './masked-excerpt.ts';
import type { ValueMask } from '@lime/kernel';

/** So many findings are kept; the others are counted. */
const keptFindings = 100;
/** A diff larger than this is not looked through, and says so as a finding. */
const maxBytes = 64 * 1024 * 1024;
/** Looked at in one go: the lease's heartbeats come between. Characters. */
const pieceChars = 512 * 1024;

/**
 * Likely secrets in the lines that a diff adds, without the secrets themselves; null when there are
 * none. `findValues` finds secrets that are known. Lines are those of the files as the diff leaves them. Binary files are not looked into.
 */
export async function scanDiff(patch: Uint8Array, findValues: ValueMask['find'] = () => []): Promise<DiffMetadata['secrets']> {
  if (patch.byteLength === 0) return null;
  if (patch.byteLength > maxBytes) return { found: 1, findings: [{ path: 'the whole diff', line: 1, rule: 'not-scanned', excerpt: `It is larger than ${maxBytes / 1024 / 1024} MiB and was not looked through for secrets.` }] };
  const findings: SecretFinding[] = [];
  let found = 0;
  for (const piece of piecesOf(readHunks(new TextDecoder().decode(patch)))) {
    for (const finding of await scanPiece(piece, findValues)) {
      found += 1;
      if (findings.length < keptFindings) findings.push(finding);
    }
    await setImmediate();
  }
  return found === 0 ? null : { found, findings };
}

/** Added lines of one file that stand close together in the diff; between those that do not touch, an empty line. */
type Piece = { path: string; lines: { text: string; number: number }[]; chars: number };

function* piecesOf(hunks: Hunk[]): Generator<Piece> {
  let piece: Piece | null = null;
  for (const { path, newLine, added } of hunks) {
    if (piece && (piece.path !== path || piece.chars > pieceChars)) {
      yield piece;
      piece = null;
    }
    piece ??= { path, lines: [], chars: 0 };
    if (piece.lines.length > 0) piece.lines.push({ text: '', number: newLine });
    for (const [index, text] of added.entries()) {
      if (piece.chars > pieceChars) {
        yield piece;
        piece = { path, lines: [], chars: 0 };
      }
      piece.lines.push({ text, number: newLine + index });
      piece.chars += text.length;
    }
  }
  if (piece) yield piece;
}

/** One finding a line and rule: what two rules see in the same place is told once. */
async function scanPiece({ path, lines }: Piece, findValues: ValueMask['find']): Promise<SecretFinding[]> {
  const text = lines.map((line) => line.text).join('\n');
  const known = findValues(text).map((place) => ({ ...place, rule: 'stored-secret' }));
  const spots = [...known, ...(await findSpots(text, path))];
  let offset = 0;
  return lines.flatMap(({ text: line, number }) => {
    const [start, end] = [offset, offset + line.length];
    offset = end + 1;
    const here = spots.filter((spot) => spot.start < end && spot.end > start);
    const first = here.find((spot) => spot.start >= start);
    return first ? [{ path, line: number, rule: first.rule, excerpt: maskedExcerpt(line, here.map((spot) => [spot.start - start, spot.end - start])) }] : [];
  });
}
