import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundledProvider, type BundledProvider, type Installable } from './bundled-providers.ts';

/** Where the programs of a provider stand: one folder an edition, which is there as a whole or not at all. */
export function editionFolder(providers: string, { name, edition }: BundledProvider): string {
  return join(providers, name, edition);
}

/** The folder with the node_modules of a provider, in the edition that this program needs; else what is wrong, and what mends it. */
export async function findInstalled(providers: string, name: Installable): Promise<{ ok: true; folder: string } | { ok: false; message: string }> {
  const bundled = await bundledProvider(name);
  const folder = editionFolder(providers, bundled);
  if (existsSync(folder)) return { ok: true, folder };
  const others = existsSync(join(providers, name)) && readdirSync(join(providers, name)).some((entry) => !entry.startsWith('.'));
  const what = others ? 'is installed in another version than this runner needs' : 'is not installed on this runner';
  return { ok: false, message: `The provider ${name} ${what}. Install it there with: lime provider add ${name}` };
}
