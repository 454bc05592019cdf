import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './project-root.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SetupError } from './setup-error.mjs';

/** Makes node_modules what package-lock.json says. Costs one hash when it is already. */
export async function installPackages() {
  const lock = readFileSync(inProject('package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = inProject('node_modules', '.lime', 'packages.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!matchesInstalled(JSON.parse(lock.toString()), readInstalled())) await npmCi();
  mkdirSync(inProject('node_modules', '.lime'), { recursive: true });
  writeFileSync(stamp, wanted);
}

async function npmCi() {
  // Bun and Node 24 are development dependencies: NODE_ENV=production must not leave them out.
  const { ok, output } = await runQuietly('installing packages', ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!ok) throw new SetupError(`npm ci failed:\n${output.trim()}\n\nMend what it says, then run the command again.`);
}

/** What npm itself wrote down about node_modules, so that a hand-made "npm install" is not done again. */
function readInstalled() {
  try {
    return JSON.parse(readFileSync(inProject('node_modules', '.package-lock.json'), 'utf8'));
  } catch {
    return { packages: {} };
  }
}

/**
 * Whether every package of the lockfile is installed in its version; optional ones of other platforms may be missing.
 * @param {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }> }} lock
 * @param {{ packages: Record<string, { version?: string, integrity?: string }> }} installed
 */
export function matchesInstalled(lock, installed) {
  return Object.entries(lock.packages)
    .filter(([path]) => path.startsWith('node_modules/') || path.includes('/node_modules/'))
    .every(([path, wanted]) => {
      const found = installed.packages[path];
      if (found === undefined) return wanted.optional === true;
      return found.version === wanted.version && found.integrity === wanted.integrity;
    });
}
