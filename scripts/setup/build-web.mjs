import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inProject } from './project-root.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SetupError } from './setup-error.mjs';

/** All that the web application is made of: its own folder, and the packages that it imports. */
const SOURCES = [inProject('apps', 'web'), ...['client', 'contracts', 'kernel'].map((name) => inProject('packages', name, 'src'))];
const NOT_SOURCES = new Set(['dist', 'e2e', 'node_modules']);

/** Builds apps/web/dist when its sources or packages changed since the last build. */
export async function buildWeb() {
  const web = inProject('apps', 'web');
  if (!existsSync(join(web, 'vite.config.ts'))) return;
  const stamp = join(web, 'dist', '.stamp');
  const wanted = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const vite = join(dirname(createRequire(join(web, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js');
  // Vite needs a newer Node than the machine's own may be.
  const node = inProject('node_modules', 'node', 'bin', 'node');
  const { ok, output } = await runQuietly('building the web app', [node, vite, 'build'], { cwd: web });
  if (!ok) throw new SetupError(`The web app did not build:\n${output.trim()}`);
  writeFileSync(stamp, wanted);
}

function hashSources() {
  const hash = createHash('sha256').update(readFileSync(inProject('package-lock.json')));
  for (const file of SOURCES.flatMap(filesBelow)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : []));
}
