import { z } from 'zod';
import { findPackageManager, type PackageManager } from '../setup/package-manager.ts';
import { readPackage } from '../setup/read-package.ts';
import { defineRecipe } from './recipe.ts';

const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/i;
const VERSION = /^[\w.^~<>=*|+ -]+$/;

/**
 * Changes package.json and the lock file without installing anything and without running the
 * package's scripts; the set-up that follows installs what they say.
 */
const BUMP: Readonly<Record<PackageManager, (wanted: string, dev: boolean) => readonly [string, ...string[]]>> = {
  npm: (wanted, dev) => ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', dev ? '--save-dev' : '--save', '--', wanted],
  pnpm: (wanted, dev) => ['pnpm', 'add', '--lockfile-only', '--ignore-scripts', dev ? '--save-dev' : '--save-prod', wanted],
  bun: (wanted, dev) => ['bun', 'add', '--lockfile-only', '--ignore-scripts', ...(dev ? ['--dev'] : []), wanted],
  yarn: (wanted, dev) => ['yarn', 'add', '--mode=update-lockfile', ...(dev ? ['--dev'] : []), wanted],
  'yarn-classic': (wanted, dev) => ['yarn', 'add', '--modules-folder=/tmp/modules', '--ignore-scripts', '--non-interactive', ...(dev ? ['--dev'] : []), wanted],
};

export const bumpDependency = defineRecipe({
  name: 'bump-dependency',
  title: 'Bump a dependency',
  description: 'Moves one npm package to another version, in package.json and the lock file.',
  options: z.strictObject({
    package: z.string().trim().regex(PACKAGE_NAME, 'must be the name of an npm package'),
    version: z.string().trim().min(1).max(100).regex(VERSION, 'must be a version, a range or a tag').default('latest'),
  }),
  plan: async ({ package: name, version }, repository) => {
    const [project, manifest] = await Promise.all([findPackageManager(repository), readPackage(repository)]);
    if (project === null || manifest === null) return { refused: 'bump-dependency needs a package.json at the top of the repository.' };
    const dev = name in manifest.devDependencies;
    if (!dev && !(name in manifest.dependencies)) return { refused: `${name} is not among the dependencies of package.json, so there is nothing to bump. Known: ${known(manifest)}.` };
    const argv = BUMP[project.manager](`${name}@${version}`, dev);
    return { changesDependencies: true, steps: [{ title: `${name} → ${version}`, argv, network: 'registries' }] };
  },
});

function known({ dependencies, devDependencies }: { dependencies: object; devDependencies: object }): string {
  const names = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  return names.length === 0 ? 'none' : names.slice(0, 20).join(', ');
}
