import { buildWeb } from './build-web.mjs';
import { ensureBubblewrap, ensureGit } from './ensure-programs.mjs';
import { installPackages } from './install-packages.mjs';
import { inProject } from './project-root.mjs';
import { runInstallScripts } from './run-install-scripts.mjs';

export const bun = inProject('node_modules', 'bun', 'bin', 'bun.exe');

/** Brings a fresh clone on a fresh machine to where the server can run; silent when nothing is missing. */
export async function prepare() {
  ensureGit();
  await installPackages();
  await runInstallScripts();
  await ensureBubblewrap();
  await buildWeb();
}
