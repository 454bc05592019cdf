import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toolchainMounts } from '@lime/sandbox';
import type { RepositoryView } from './repository-view.ts';
import type { SetupPlan } from './setup-plan.ts';

/** Rises when entries of older versions must not be used any more. */
const FORMAT = 1;

export type KeyParts = {
  readonly plan: SetupPlan;
  readonly repository: RepositoryView;
  /** Whose results may be shared: a repository (and tenant) never uses what another one's set-up made. */
  readonly scope: string;
  readonly baseSha: string;
};

/** Name of a cached set-up: the same for the same command, inputs, tools and platform. */
export async function setupKey({ plan, repository, scope, baseSha }: KeyParts): Promise<string> {
  const inputs = await Promise.all(plan.inputs.map(async (path) => [path, await digest(repository, path)]));
  const tools = await Promise.all(plan.tools.map(async (name) => [name, await identify(name)]));
  const parts = [FORMAT, scope, plan.command, process.platform, process.arch, inputs, tools, plan.dependsOnSource ? baseSha : null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

async function digest(repository: RepositoryView, path: string): Promise<string | null> {
  const bytes = await repository.readBytes(path);
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
}

/** What tells one version of a program from another without running it: its package's manifest, or its file's size and time. */
async function identify(name: string): Promise<string | null> {
  const { mounts } = await toolchainMounts();
  const mounted = mounts.map(({ host, inside }) => (basename(inside) === name ? host : join(host, name)));
  for (const candidate of [...mounted, `/usr/local/bin/${name}`, `/usr/bin/${name}`, `/bin/${name}`]) {
    const file = await realpath(candidate).catch(() => null);
    if (file === null) continue;
    const manifest = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
    if (manifest !== undefined) return createHash('sha256').update(await readFile(join(manifest, 'package.json'))).digest('hex');
    const { size, mtimeMs } = await stat(file);
    return `${file}:${size}:${mtimeMs}`;
  }
  return null;
}
