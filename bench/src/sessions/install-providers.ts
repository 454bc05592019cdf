import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'node_modules/.lime/providers');

/** Installs the programs of both providers where the tests have theirs, unless they are there; returns the folder. */
export async function installProviders(): Promise<string> {
  for (const provider of ['claude', 'codex']) {
    const child = Bun.spawn([process.execPath, join(root, 'apps/runner/src/manage-providers.ts'), 'add', provider, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Response(child.stdout).text();
    if ((await child.exited) !== 0) throw new Error(`${provider} could not be installed: ${said}`);
  }
  return folder;
}
