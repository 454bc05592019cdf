import type { GateView } from '@lime/contracts';
import type { Paint } from '../terminal/paint.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

/** The lines of a change that look as if they held secrets, with what to do about them. Empty when there are none. */
export function describeSecrets(secrets: GateView['secrets'], runId: string, paint: Paint): string {
  if (secrets.length === 0) return '';
  const rows = secrets.map(({ path, line, rule, excerpt }) => ['', paint.bold(`${printableLine(path)}:${line}`), rule, printableLine(excerpt, 100)]);
  return `${paint.red('This looks as if it held secrets:')}\n${formatTable(rows)}  without them  npx lime redo ${runId} --note "…"\n  if none is    npx lime approve ${runId} --acknowledge-secrets --note "why"\n`;
}
