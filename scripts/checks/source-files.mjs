import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const notOurs = new Set(['node_modules', 'dist', 'samples', '.git', '.lime']);

/**
 * Every source file of ours below `root`, as paths from there, sorted. The checks hold what they have
 * read against this list: a tool that silently reads nothing finds nothing.
 * @param {string} root
 * @param {RegExp} [names]
 * @returns {string[]}
 */
export function sourceFiles(root, names = /\.(ts|tsx|mjs)$/) {
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : walk(path);
      return entry.isFile() && names.test(entry.name) ? [path] : [];
    });
  return walk('').toSorted();
}

/**
 * @param {string[]} wanted
 * @param {Iterable<string>} read
 * @returns {string[]} a finding for each file that the check has not read
 */
export function unread(wanted, read) {
  const seen = new Set(read);
  return wanted.filter((file) => !seen.has(file)).map((file) => `${file}: was not read by this check`);
}
