import { existsSync } from 'node:fs';
import { SetupError } from './setup-error.mjs';
import { aptInstall, findProgram, installCommand } from './system-programs.mjs';

export function ensureGit() {
  if (findProgram('git')) return;
  throw new SetupError(`git is missing. Install it, then run the command again:\n  ${installCommand('git')}`);
}

/** Without bubblewrap everything but runs works, so its absence is a warning. */
export async function ensureBubblewrap() {
  if (process.platform !== 'linux' || findProgram('bwrap')) return;
  const refused = await aptInstall('bubblewrap');
  if (refused === undefined) return;
  process.stderr.write(
    `warning: bubblewrap is missing (${refused}). Runs are refused until it is there:\n  ${installCommand('bubblewrap')}\n`,
  );
}

/**
 * Finds or installs the browser of the browser test.
 * @returns {Promise<string | undefined>} its path; without it the browser test fails and says why
 */
export async function ensureChromium() {
  const found = findProgram('chromium', 'chromium-browser', 'google-chrome');
  if (found) return found;
  const refused = await aptInstall('chromium');
  if (refused === undefined) return findProgram('chromium', 'chromium-browser');
  process.stderr.write(`warning: Chromium is missing (${refused}). The browser test fails until it is there:\n  ${installCommand('chromium')}\n`);
  return undefined;
}

/**
 * OpenSSH's server, as the machine that deployments over SSH are tried out on. It is installed in CI alone, for it may be
 * started by being installed; without it those tests are skipped, and say so.
 */
export async function ensureSshServer() {
  if (process.platform !== 'linux' || existsSync('/usr/sbin/sshd') || findProgram('sshd')) return;
  const refused = process.env['CI'] ? await aptInstall('openssh-server') : 'not installed by itself';
  if (refused !== undefined) process.stderr.write(`warning: sshd is missing (${refused}). The tests of deployments over SSH are skipped until it is there:\n  ${installCommand('openssh-server')}\n`);
}
