import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where OpenCode keeps settings of its own, in the agent's home, and what it installs there from the registry for plugins, whether there are any or not. */
const SETTINGS = '.config/opencode';
const PACKAGE = '@opencode-ai/plugin';

/** Makes the program find its package installed: there is no setting against it, and plugins are off. */
export async function spareInstallation(home: string): Promise<void> {
  await mkdir(join(home, SETTINGS, 'node_modules'), { recursive: true });
  const lock = { name: 'settings', lockfileVersion: 3, packages: { '': { dependencies: { [PACKAGE]: '*' } } } };
  await writeFile(join(home, SETTINGS, 'package-lock.json'), JSON.stringify(lock));
}
