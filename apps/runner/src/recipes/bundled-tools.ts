import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxMount } from '@lime/sandbox';

const INSIDE = '/opt/lime';
const CONFIG_FOLDER = fileURLToPath(new URL('./bundled', import.meta.url));
const require = createRequire(import.meta.url);

/** The folder of node_modules that a package of ours lies in. */
function moduleFolder(name: string): string {
  const manifest = require.resolve(`${name}/package.json`);
  return manifest.slice(0, manifest.lastIndexOf('/node_modules/') + '/node_modules'.length);
}

/** npm puts most packages into the workspace's own folder, and those in conflict with others below the runner. */
function hostFolders(): readonly { host: string; inside: string }[] {
  const shared = moduleFolder('eslint');
  const own = fileURLToPath(new URL('../../node_modules', import.meta.url));
  return [
    { host: shared, inside: `${INSIDE}/node_modules` },
    ...(own !== shared && existsSync(own) ? [{ host: own, inside: `${INSIDE}/recipes/node_modules` }] : []),
  ];
}

/** Read-only mounts under which `bundledTool` and `bundledConfig` find their files. */
export function bundledToolMounts(): SandboxMount[] {
  const config = { host: CONFIG_FOLDER, inside: `${INSIDE}/recipes/config` };
  return [...hostFolders(), config];
}

/** Path inside the sandbox of a file in one of our packages. */
export function bundledTool(name: string, file: string): string {
  const folder = moduleFolder(name);
  const mounted = hostFolders().find(({ host }) => host === folder);
  if (mounted === undefined) throw new Error(`${name} is installed in ${folder}, which is not mounted into sandboxes`);
  return join(mounted.inside, relative(folder, dirname(require.resolve(`${name}/package.json`))), file);
}

export function bundledConfig(file: string): string {
  return `${INSIDE}/recipes/config/${file}`;
}

/** The package that holds the ast-grep program for this machine; it is an optional one for each platform. */
export function astGrepProgram(): string {
  const libc = process.platform === 'linux' ? '-gnu' : '';
  return bundledTool(`@ast-grep/cli-${process.platform}-${process.arch}${libc}`, 'ast-grep');
}
