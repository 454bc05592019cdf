import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

/** Statements stand in a module's sql/ and queries/ folders, and in the package that is about the database. */
const homes = /^(modules\/[^/]+\/src\/(sql|queries)\/|packages\/db\/|bench\/|scripts\/)/;

const tests = /\.(test|fixture)\.ts$|\/testing\//;

/** A tagged template such as sql`…` or tx.sql<Row[]>`…`, or text sent as a statement. */
const statement = /\bsql(<[^`;]*>)?`|\.unsafe\(/;

/**
 * SQL outside the folders for it.
 * @param {string} root
 */
export async function checkStatements(root) {
  return sourceFiles(root, /\.tsx?$/)
    .filter((file) => !homes.test(file) && !tests.test(file))
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n');
      return lines.flatMap((line, index) => (statement.test(line) ? [`${file}:${index + 1} a statement outside sql/`] : []));
    });
}
