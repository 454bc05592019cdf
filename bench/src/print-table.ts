import type { TableRow } from './row.ts';

const HEADINGS = ['', 'ours', 'theirs', 'unit', 'ratio', 'of repeats', 'goal', 'met'];

/** The rows as aligned text: the first column and the unit to the left, figures to the right. */
export function formatTable(rows: readonly TableRow[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]) =>
    line.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd();
  const [headings = '', ...body] = cells.map(format);
  return [headings, '-'.repeat(headings.length), ...body].join('\n');
}

const isText = (column: number) => column === 0 || column === 3 || column >= 6;

function cellsOf(row: TableRow): string[] {
  const met = row.met === null ? '' : row.met ? 'yes' : 'NO';
  return [row.id, figure(row.ours), figure(row.theirs), row.unit, row.ratio === null ? '' : `${figure(row.ratio)}x`, range(row.ratios), row.goal ?? '', met];
}

/** Lowest and highest. */
function range(ratios: readonly number[]): string {
  return ratios.length < 2 ? '' : `${figure(Math.min(...ratios))}-${figure(Math.max(...ratios))}`;
}

function figure(value: number | null): string {
  if (value === null) return '-';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
