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
