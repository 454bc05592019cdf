import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';
import { ownerOf, tableOwners } from './table-owners.mjs';

/**
 * Where statements stand: a module's sql/, its queries/ and the operations in its commands/; the package
 * that is about the database; the drill's proofs, which look at the tables from outside; and these files.
 */
const homes = [
  /^modules\/[^/]+\/src\/(sql|queries|commands)\//,
  /^packages\/db\//,
  /^drill\/src\/prove\//,
  /^bench\//,
  /^packages\/http\/src\/(idempotency|version)\.ts$/,
];

const tests = /\.(test|fixture)\.ts$|\/testing\//;

/** A tagged template such as sql`…` or tx.sql<Row[]>`…`, or text sent as a statement. */
const statement = /\bsql(<[^`;]*>)?`|\.unsafe\(/;

/** Our statements write keywords in capitals and tables in small letters. */
const write = /\b(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)/g;

/**
 * SQL outside the folders for it, writes among the queries, and writes to another module's tables.
 * @param {string} root
 */
export async function checkStatements(root) {
  const files = sourceFiles(root, /\.tsx?$/).filter((file) => !tests.test(file) && !file.startsWith('bench/'));
  const read = files.map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n') }));
  return [...tablesWithoutOwner(root), ...read.flatMap(strays), ...read.flatMap(foreignWrites)];
}

function strays({ file, lines }) {
  if (homes.some((home) => home.test(file))) return [];
  return lines.flatMap((line, index) => (statement.test(line) ? [`${file}:${index + 1} a statement outside sql/`] : []));
}

/** Only ops deletes what belongs to others: it is about how long everything is kept. */
function foreignWrites({ file, lines }) {
  const [area, name] = file.split('/');
  if (!['apps', 'modules', 'packages'].includes(area) || name === 'db' || name === 'ops') return [];
  return lines.flatMap((line, index) =>
    [...line.matchAll(write)].flatMap(([, table]) => {
      if (ownerOf(table) === undefined) return [];
      if (file.includes('/src/queries/')) return [`${file}:${index + 1} a query that writes ${table}`];
      return ownerOf(table) === name ? [] : [`${file}:${index + 1} writes ${table}, which only ${ownerOf(table)} does`];
    }),
  );
}

function tablesWithoutOwner(root) {
  return sourceFiles(root, /\.sql$/).flatMap((file) => {
    const tables = [...readFileSync(join(root, file), 'utf8').matchAll(/^CREATE TABLE ([a-z_]+)/gm)];
    return tables.filter(([, table]) => ownerOf(table) === undefined).map(([, table]) => `${file}: name the owner of ${table} in scripts/checks/table-owners.mjs (${Object.keys(tableOwners).join(', ')})`);
  });
}
