import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

/**
 * Where statements stand: a module's sql/, its queries/ and the operations in its commands/; the package
 * that is about the database; the drill's proofs, which look at the tables from outside; and these files.
 */
const homes = [
  /^modules\/[^/]+\/src\/(sql|queries|commands)\//,
  /^packages\/db\//,
  /^drill\/src\/prove\//,
  /^bench\//,
  /^modules\/audit\/src\/index\.ts$/,
  /^packages\/http\/src\/idempotency\.ts$/,
];

const tests = /\.(test|fixture)\.ts$|\/testing\//;

/** A tagged template such as sql`…` or tx.sql<Row[]>`…`, or text sent as a statement. */
const statement = /\bsql(<[^`;]*>)?`|\.unsafe\(/;

/**
 * SQL outside the folders for it.
 * @param {string} root
 */
export async function checkStatements(root) {
  return sourceFiles(root, /\.tsx?$/)
    .filter((file) => !tests.test(file) && !homes.some((home) => home.test(file)))
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n');
      return lines.flatMap((line, index) => (statement.test(line) ? [`${file}:${index + 1} a statement outside sql/`] : []));
    });
}
