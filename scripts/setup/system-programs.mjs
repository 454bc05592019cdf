import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

/**
 * The path of a program, searched as a shell would, without starting one.
 * @param {string[]} names the first that exists counts
 */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} aptPackage */
export function installCommand(aptPackage) {
  if (process.platform === 'darwin') return `brew install ${aptPackage}`;
  return `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install -y ${aptPackage}`;
}

/**
 * Installs a Debian package when this user may: as root, or by sudo without a password.
 * @param {string} aptPackage
 * @returns {Promise<string | undefined>} why it is not installed
 */
export async function aptInstall(aptPackage) {
  const sudo = allowedPrefix();
  if (sudo === undefined) return 'this user may not install system packages';
  const apt = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::Retries=1'];
  const install = [...apt, 'install', '-y', '--no-install-recommends', aptPackage];
  const first = await runQuietly(`installing ${aptPackage}`, install);
  if (first.ok) return undefined;
  await runQuietly('updating the list of system packages', [...apt, 'update']);
  const second = await runQuietly(`installing ${aptPackage}`, install);
  return second.ok ? undefined : second.output.trim().split('\n').slice(-3).join('\n');
}

function allowedPrefix() {
  if (findProgram('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
