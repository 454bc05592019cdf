import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { bun } from '../setup/prepare.mjs';
import { inProject, projectRoot } from '../setup/project-root.mjs';
import { readBunOutput } from './read-bun-output.mjs';
import { readJunitFailures } from './read-junit.mjs';

/** A test that is still running by then fails: no test may need this long even on a busy machine. */
const TEST_TIMEOUT_MS = 60_000;

/** The whole run is ended by then, as a failure: something hangs outside any test. */
const RUN_TIMEOUT_MS = 30 * 60_000;

/** Long files wait a third of their time: for programs, for timeouts, for machines that are cut off. */
const AT_ONCE = Math.min(8, Math.ceil(1.5 * availableParallelism()));

const EVERYTHING = ['./packages', './modules', './apps', './scripts'];

/**
 * Runs the test files over three processes for two cores, the slowest files first: as the last run here measured them, or else one elsewhere.
 * @param {{ args: string[], env: NodeJS.ProcessEnv }} options `args`: paths to run instead of everything, and bun's own flags
 * @returns {Promise<{ passed: number, skipped: number, failed: number, failures: { title: string, output: string }[] }>}
 */
export async function runBunTests({ args, env }) {
  const command = ['test', `--parallel=${AT_ONCE}`, `--timeout=${TEST_TIMEOUT_MS}`, '--path-ignore-patterns=**/samples/**', ...args];
  if (args.every((arg) => arg.startsWith('-'))) command.push(...timings(), ...EVERYTHING);
  const junit = join(mkdtempSync(join(tmpdir(), 'lime-junit-')), 'report.xml');
  command.push('--reporter=junit', `--reporter-outfile=${junit}`);
  const output = readBunOutput((line) => process.stdout.write(`${line}\n`));
  const { code, tail } = await runBun(command, env, output.line);
  const { counts, files } = output.end();
  process.stdout.write(summarise(files));
  const failures = describeFailures(files, junit);
  if (counts === undefined || (code !== 0 && failures.length === 0)) {
    failures.push({ title: `bun test ended with ${code}`, output: tail.join('\n') });
  }
  const { passed = 0, skipped = 0, failed = 0 } = counts ?? {};
  return { passed, skipped, failed: Math.max(failed, failures.length > 0 ? 1 : 0), failures };
}

/** What each failed file printed, and the errors of its tests that bun printed elsewhere. */
function describeFailures(files, junit) {
  const errors = existsSync(junit) ? readJunitFailures(readFileSync(junit, 'utf8')) : [];
  rmSync(dirname(junit), { recursive: true });
  return [...files].filter(([, { failed }]) => failed).map(([title, { lines }]) => {
    const printed = lines.filter((line) => !line.startsWith('(pass)')).join('\n').trim();
    const elsewhere = errors.filter(({ file, detail }) => resolve(projectRoot, file) === resolve(projectRoot, title) && !printed.includes(firstLine(detail)));
    return { title, output: [printed, ...elsewhere.map(({ name, detail }) => `${name}:\n${detail}`)].join('\n') };
  });
}

/** Of "AssertionError: expect(received).toBe(expected)\n…" the part that the console shows too. */
function firstLine(detail) {
  return (detail.split('\n')[0] ?? '').replace(/^\w*Error: /, '');
}

async function runBun(command, env, onLine) {
  // Through one pipe: two would lose the order of what tests and bun print.
  const child = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', bun, ...command], { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const deadline = setTimeout(() => child.kill('SIGKILL'), RUN_TIMEOUT_MS);
  const tail = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    tail.push(line);
    if (tail.length > 30) tail.shift();
    onLine(line);
  });
  const code = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  clearTimeout(deadline);
  return { code, tail };
}

/** Bun wants milliseconds of every file, and starts those first of which it knows none: seconds.json says for a fresh clone about how long each takes. */
function timings() {
  const file = inProject('node_modules', '.lime', 'test-timings.json');
  mkdirSync(dirname(file), { recursive: true });
  const elsewhere = JSON.parse(readFileSync(inProject('scripts', 'testing', 'seconds.json'), 'utf8'));
  const files = Object.fromEntries(Object.entries(elsewhere).map(([path, seconds]) => [path, seconds * 1000]));
  if (existsSync(file)) Object.assign(files, JSON.parse(readFileSync(file, 'utf8')).files);
  writeFileSync(file, JSON.stringify({ version: 1, files }));
  return [`--timings=${file}`, '--update-timings'];
}

/** One line per package: how many of its tests passed. */
function summarise(files) {
  const packages = new Map();
  for (const [file, { passed }] of files) {
    const name = file.split('/').slice(0, 2).join('/');
    packages.set(name, (packages.get(name) ?? 0) + passed);
  }
  return `\n${[...packages].toSorted(([a], [b]) => a.localeCompare(b)).map(([name, passed]) => `${String(passed).padStart(6)} passed  ${name}\n`).join('')}`;
}
