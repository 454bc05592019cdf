import { readPackage } from './read-package.ts';
import type { RepositoryView } from './repository-view.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun';

/** Lock files by the package manager that writes them; the first that exists decides. */
const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

export type JavaScriptProject = { readonly manager: PackageManager; readonly lockFile: string | null };

/** Which package manager a JavaScript repository uses; null where there is no package.json. */
export async function findPackageManager(repository: RepositoryView): Promise<JavaScriptProject | null> {
  const manifest = await readPackage(repository);
  if (manifest === null) return null;
  for (const [lockFile, manager] of LOCK_FILES) {
    if (await repository.hasFile(lockFile)) return { manager: manager === 'yarn' ? await yarnVersion(repository) : manager, lockFile };
  }
  const named = /^(npm|pnpm|yarn|bun)@/.exec(manifest.packageManager ?? '')?.[1];
  return { manager: named === 'pnpm' || named === 'bun' ? named : named === 'yarn' ? await yarnVersion(repository) : 'npm', lockFile: null };
}

/** Yarn 1 marks its lock file in the first lines; later versions have a `.yarnrc.yml` or `__metadata`. */
async function yarnVersion(repository: RepositoryView): Promise<PackageManager> {
  const lock = await repository.readText('yarn.lock');
  if (lock !== null) return lock.includes('# yarn lockfile v1') ? 'yarn-classic' : 'yarn';
  return (await repository.hasFile('.yarnrc.yml')) ? 'yarn' : 'yarn-classic';
}
