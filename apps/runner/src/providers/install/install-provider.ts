import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withPathLock } from '@lime/git';
import { removeTree } from '../../workspace/remove-tree.ts';
import type { BundledProvider } from './bundled-providers.ts';
import { editionFolder } from './find-installed.ts';
import { npmCi } from './npm-ci.ts';

type Installed = { ok: true; folder: string; /** False when it had been there already. */ fresh: boolean; packages: readonly string[] };

/**
 * Installs the programs of a provider from the lockfile that this program brings: npm refuses what
 * has not the integrity written there. It works in a folder beside and renames that at the end, so
 * a folder that is there is whole, whatever died. Two at once: the second waits and finds it done.
 */
export async function installProvider(providers: string, bundled: BundledProvider, tell: (text: string) => void): Promise<Installed | { ok: false; message: string }> {
  const { name, packages } = bundled;
  const folder = editionFolder(providers, bundled);
  if (existsSync(folder)) return { ok: true, folder, fresh: false, packages };
  await mkdir(join(providers, name), { recursive: true });
  return withPathLock(join(providers, name, '.install'), async () => {
    if (existsSync(folder)) return { ok: true, folder, fresh: false, packages };
    await clearUp(join(providers, name));
    tell(`installing ${packages.join(', ')}`);
    const beside = await mkdtemp(join(providers, name, '.installing-'));
    for (const file of ['package.json', 'package-lock.json']) await copyFile(join(bundled.folder, file), join(beside, file));
    const installed = await npmCi(beside);
    if (!installed.ok) {
      await removeTree(beside);
      return installed;
    }
    // A temporary folder is its maker's alone; a runner may be another user.
    await chmod(beside, 0o755);
    await rename(beside, folder);
    return { ok: true, folder, fresh: true, packages };
  });
}

/** Takes every edition of a provider away; false when there was none. */
export async function removeProvider(providers: string, { name }: Pick<BundledProvider, 'name'>): Promise<boolean> {
  const folder = join(providers, name);
  if (!existsSync(folder)) return false;
  await rm(folder, { recursive: true, force: true });
  return true;
}

/** What an installation left that died in the middle. We hold the lock, so nobody is at work on it. */
async function clearUp(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry.startsWith('.installing-')) await removeTree(join(folder, entry));
  }
}
