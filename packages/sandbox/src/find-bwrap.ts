import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Bwrap =
  | { ok: true; path: string; version: string; boundsTmpfs: boolean; disablesUserns: boolean }
  | { ok: false; reason: string; fix: string };

/** Options without which we cannot run a command safely; there since bubblewrap 0.5. */
const NEEDED = ['--json-status-fd', '--block-fd', '--perms', '--args'];
const INSTALL = 'sudo apt-get install -y bubblewrap';

let found: Promise<Bwrap> | undefined;

/** Looks for bubblewrap and what it can do. A success is remembered, a failure looked for again. */
export async function findBwrap(): Promise<Bwrap> {
  found ??= inspectBwrap();
  const bwrap = await found;
  if (!bwrap.ok) found = undefined;
  return bwrap;
}

async function inspectBwrap(): Promise<Bwrap> {
  if (process.platform !== 'linux') {
    return { ok: false, reason: `the sandbox needs Linux, this is ${process.platform}`, fix: 'run the runner on a Linux machine, container or VM' };
  }
  const path = Bun.which('bwrap');
  if (!path) return { ok: false, reason: 'bubblewrap (bwrap) is not installed', fix: INSTALL };
  const run = promisify(execFile);
  try {
    const [version, help] = await Promise.all([run(path, ['--version']), run(path, ['--help'])]);
    return describe(path, version.stdout, help.stdout);
  } catch (error) {
    return { ok: false, reason: `${path} does not run: ${String(error)}`, fix: `${INSTALL} --reinstall` };
  }
}

function describe(path: string, versionText: string, help: string): Bwrap {
  const version = versionText.trim().split(' ').at(-1) ?? 'unknown';
  const missing = NEEDED.filter((option) => !help.includes(option));
  if (missing.length > 0) {
    return { ok: false, reason: `bubblewrap ${version} is too old (no ${missing.join(', ')})`, fix: 'install bubblewrap 0.5 or newer (Debian 12, Ubuntu 22.04)' };
  }
  return { ok: true, path, version, boundsTmpfs: help.includes('--size BYTES'), disablesUserns: help.includes('--disable-userns') };
}
