import { stripVTControlCharacters } from 'node:util';

/** Lines up cells in columns; cells may be coloured. The last column is not padded. */
export function formatTable(rows: string[][]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, shownWidth(cell));
  return rows.map((row) => `${row.map((cell, column) => (column === row.length - 1 ? cell : pad(cell, widths[column] ?? 0))).join('  ').trimEnd()}\n`).join('');
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - shownWidth(cell));
}

function shownWidth(cell: string): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}
