// npm run check [-- NAME…]: what reading the code can prove. One line per check; a red one says why below it.
import { inProject } from './setup/project-root.mjs';
import { checkImports } from './checks/imports.mjs';
import { checkLint } from './checks/lint.mjs';
import { checkStatements } from './checks/statements.mjs';
import { checkTypes } from './checks/types.mjs';
import { checkUnused } from './checks/unused.mjs';

/** Each gets the root folder and answers what it found; it throws when it could not look. */
const checks = { types: checkTypes, lint: checkLint, imports: checkImports, unused: checkUnused, statements: checkStatements };

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in checks));
if (unknown !== undefined) throw new Error(`no check is called ${unknown}; there are ${Object.keys(checks).join(', ')}`);

const root = inProject();
const names = Object.keys(checks).filter((name) => asked.length === 0 || asked.includes(name));
const results = await Promise.all(names.map((name) => runCheck(name, checks[name])));
process.exitCode = results.every((isGreen) => isGreen) ? 0 : 1;

async function runCheck(name, check) {
  const since = performance.now();
  const findings = await check(root).catch((error) => [`could not look: ${error.message}`]);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  const isGreen = findings.length === 0;
  const verdict = isGreen ? 'ok' : `${findings.length} found`;
  process.stdout.write([`${name.padEnd(12)}${verdict.padEnd(12)}${seconds} s`, ...findings.map((finding) => `  ${finding}`), ''].join('\n'));
  return isGreen;
}
