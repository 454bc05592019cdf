import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the migrations say of tables and columns: `runs`, `runs.status`. */
export type Comments = Map<string, string>;

const migrations = join(import.meta.dirname, '../../../migrations');

/** The comments that stand right above (or behind) what they are about; later migrations have the last word. */
export async function readComments(): Promise<Comments> {
  const comments: Comments = new Map();
  for (const name of (await readdir(migrations)).filter((file) => file.endsWith('.sql')).toSorted()) {
    const text = await readFile(join(migrations, name), 'utf8');
    for (const [about, said] of commentsIn(text)) comments.set(about, said);
  }
  return comments;
}

/** Walks the lines: a comment is kept until a line that it can be about. */
export function commentsIn(text: string): Comments {
  const comments: Comments = new Map();
  let kept: string[] = [];
  let table: string | null = null;
  for (const line of text.split('\n')) {
    const comment = /^\s*-- ?(.*)$/.exec(line)?.[1];
    if (comment !== undefined) {
      kept.push(comment.trim());
      continue;
    }
    const started = /^(?:CREATE TABLE|ALTER TABLE) (?:lime\.)?(\w+)/.exec(line);
    if (started) table = started[1] ?? null;
    const about = subjectOf(line, table);
    const said = [...kept, ...(/ -- (.+)$/.exec(line)?.slice(1) ?? [])].join(' ');
    if (about !== null && said !== '') comments.set(about, said);
    kept = [];
    if (/;\s*(--.*)?$/.test(line)) table = null;
  }
  return comments;
}

const noColumns = ['FOREIGN', 'UNIQUE', 'PRIMARY', 'CHECK', 'CONSTRAINT', 'EXCLUDE', 'LIKE'];

/** What a line defines: a table, or a column of the one that it stands in. */
function subjectOf(line: string, table: string | null): string | null {
  const created = /^CREATE TABLE (?:lime\.)?(\w+)/.exec(line)?.[1];
  if (created !== undefined) return created;
  if (table === null) return null;
  const added = /ADD COLUMN (?:IF NOT EXISTS )?(\w+)/.exec(line)?.[1];
  const column = added ?? /^\s+(\w+) \w/.exec(line)?.[1];
  return column === undefined || noColumns.includes(column) ? null : `${table}.${column}`;
}
