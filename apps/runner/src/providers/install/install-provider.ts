import { chmod, copyFile, mkdir, mkdtemp, readdir, rename } from 'node:fs/promises';
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
 * a folder that is there is whole, whatever died. Two at once, or a removal: the second waits for the first.
 */
export async function installProvider(providers: string, bundled: BundledProvider, tell: (text: string) => void): Promise<Installed | { ok: false; message: string }> {
  const { name, packages } = bundled;
  const folder = editionFolder(providers, bundled);
  if (existsSync(folder)) return { ok: true, folder, fresh: false, packages };
  return withPathLock(lockOf(providers, name), async () => {
    if (existsSync(folder)) return { ok: true, folder, fresh: false, packages };
    await mkdir(join(providers, name), { recursive: true });
    await clearUp(providers, name);
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

/** Takes every edition of a provider away, each as a whole; false when there was none. */
export async function removeProvider(providers: string, { name }: Pick<BundledProvider, 'name'>): Promise<boolean> {
  const folder = join(providers, name);
  if (!existsSync(folder)) return false;
  return withPathLock(lockOf(providers, name), async () => {
    await clearUp(providers, name);
    const editions = await entriesOf(folder);
    if (editions.length > 0) await rename(folder, join(await mkdtemp(join(providers, removing(name))), name));
    await clearUp(providers, name);
    return editions.length > 0;
  });
}

/** Beside what it guards: a lock in a folder would be removed with it. */
function lockOf(providers: string, name: string): string {
  return join(providers, `.${name}`);
}

/** How folders are called that hold what is being taken away. */
function removing(name: string): string {
  return `.removing-${name}-`;
}

/** What an installation or a removal left that died in the middle. We hold the lock, so nobody is at work on it. */
async function clearUp(providers: string, name: string): Promise<void> {
  for (const entry of await entriesOf(join(providers, name))) if (entry.startsWith('.')) await removeTree(join(providers, name, entry));
  for (const entry of await entriesOf(providers)) if (entry.startsWith(removing(name))) await removeTree(join(providers, entry));
}

async function entriesOf(folder: string): Promise<string[]> {
  return existsSync(folder) ? readdir(folder) : [];
}
