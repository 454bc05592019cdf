import { readFileSync } from 'node:fs';
import { inProject, projectRoot } from '../setup/project-root.mjs';
import { runQuietly } from '../setup/run-quietly.mjs';

/**
 * Runs every `check:*` script of package.json (or else `check`); each counts as one test. Tests may run meanwhile.
 * @returns {Promise<{ passed: number, failures: { title: string, output: string }[] }>}
 */
export async function runChecks() {
  const { scripts } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const parts = Object.keys(scripts).filter((name) => name.startsWith('check:'));
  const names = parts.length > 0 ? parts : ['check'].filter((name) => name in scripts);
  const failures = [];
  for (const name of names) {
    const { ok, output } = await runQuietly(name, ['npm', 'run', '--silent', name], { cwd: projectRoot, isAlone: false });
    if (!ok) failures.push({ title: `npm run ${name}`, output: output.trim() });
  }
  return { passed: names.length - failures.length, failures };
}
