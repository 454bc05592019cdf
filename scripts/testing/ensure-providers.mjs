import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bun } from '../setup/prepare.mjs';
import { inProject } from '../setup/project-root.mjs';
import { runQuietly } from '../setup/run-quietly.mjs';

const manage = inProject('apps', 'runner', 'src', 'manage-providers.ts');

/** Beside the packages, so that it stays for the next run of the tests, and goes when they go. */
const folder = inProject('node_modules', '.lime', 'providers');

/**
 * Installs the programs of every provider for the tests; costs nothing when they are there.
 * @returns {Promise<string>} the folder; what could not be installed fails in the tests that want it
 */
export async function ensureProviders() {
  const missing = (await list()).filter(({ installed }) => !installed);
  await Promise.all(missing.map(({ name }) => install(name)));
  return folder;
}

/** @param {string} name */
async function install(name) {
  const { ok, output } = await runQuietly(`installing ${name} for the tests`, [bun, manage, 'add', name, folder], { isAlone: false });
  if (!ok) process.stderr.write(`warning: the tests of ${name} will fail: ${output.trim()}\n`);
}

/** @returns {Promise<{ name: string, installed: boolean }[]>} */
async function list() {
  const { stdout } = await promisify(execFile)(bun, [manage, 'list', folder]);
  return JSON.parse(stdout).providers;
}
