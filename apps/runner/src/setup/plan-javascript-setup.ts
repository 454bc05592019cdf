import { findPackageManager, type PackageManager } from './package-manager.ts';
import { type PackageJson, readPackage } from './read-package.ts';
import type { RepositoryView } from './repository-view.ts';
import type { SetupPlan } from './setup-plan.ts';

/** With a lock file: exactly what it says, or a failure. */
const LOCKED: Readonly<Record<PackageManager, string>> = {
  npm: 'npm ci --no-audit --no-fund',
  pnpm: 'pnpm install --frozen-lockfile',
  yarn: 'yarn install --immutable',
  'yarn-classic': 'yarn install --frozen-lockfile --non-interactive',
  bun: 'bun install --frozen-lockfile',
};
/** Without one: and without leaving one behind, which would look like a change of the agent's. */
const UNLOCKED: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install --no-audit --no-fund --no-package-lock',
  pnpm: 'pnpm install --no-lockfile',
  yarn: 'yarn install --no-immutable',
  'yarn-classic': 'yarn install --pure-lockfile --non-interactive',
  bun: 'bun install --no-save',
};
const PROGRAM: Readonly<Record<PackageManager, string>> = { npm: 'npm', pnpm: 'pnpm', yarn: 'yarn', 'yarn-classic': 'yarn', bun: 'bun' };

const SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml', 'pnpm-workspace.yaml'];
/** Settings files by which code of the repository takes part in an install. */
const CODE_HOOKS = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js', 'binding.gyp'];
const HOOK_SETTINGS = /script-shell|node-options|\bshell\b|yarn-?path|plugins|preload|pnpmfile|userconfig|globalconfig|prefix/i;
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];
const LOCAL_DEPENDENCY = /^(?:file:|link:|portal:|workspace:|\.{0,2}\/)/;
/** The same in overrides, resolutions, patches and lock files, whatever their form. */
const LOCAL_ANYWHERE = /(?:^|["'@\s])(?:file|link|portal|patch):|["']?patchedDependencies["']?\s*:/m;

/** How a JavaScript repository is set up; null when it has nothing to install. */
export async function planJavaScriptSetup(repository: RepositoryView): Promise<SetupPlan | null> {
  const [manifest, project] = await Promise.all([readPackage(repository), findPackageManager(repository)]);
  if (manifest === null || project === null) return null;
  const { manager, lockFile } = project;
  const dependencies = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  const isWorkspace = manifest.workspaces !== undefined || (await repository.hasFile('pnpm-workspace.yaml'));
  if (dependencies.length === 0 && !isWorkspace && !hasLifecycle(manifest)) return null;
  return {
    command: (lockFile === null ? UNLOCKED : LOCKED)[manager],
    inputs: ['package.json', ...(lockFile === null ? [] : [lockFile]), ...SETTINGS],
    dependsOnSource: isWorkspace || hasLifecycle(manifest) || dependencies.some((version) => LOCAL_DEPENDENCY.test(version)) || (await namesFiles(repository, lockFile)) || (await hooksCode(repository)),
    tools: ['node', PROGRAM[manager]],
  };
}

function hasLifecycle({ scripts }: PackageJson): boolean {
  return LIFECYCLE.some((name) => scripts[name] !== undefined);
}

/** Whether files of the repository may be installed as well: what they hold is not in the inputs. A lock file too large to read may name one. */
async function namesFiles(repository: RepositoryView, lockFile: string | null): Promise<boolean> {
  const texts = await Promise.all(['package.json', ...(lockFile === null ? [] : [lockFile])].map((file) => repository.readText(file)));
  return texts.some((text) => text === null || LOCAL_ANYWHERE.test(text));
}

async function hooksCode(repository: RepositoryView): Promise<boolean> {
  const present = await Promise.all(CODE_HOOKS.map((file) => repository.hasFile(file)));
  const settings = await Promise.all(SETTINGS.map((file) => repository.readText(file)));
  return present.includes(true) || settings.some((text) => text !== null && HOOK_SETTINGS.test(text));
}
