import { readFile, readlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { GitFailure, GitLimits } from './failure.ts';
import { pathBelow, splitNul } from './nul-separated.ts';
import { mustRunGit } from './run-git.ts';
import { type WorkspaceWarning, warning } from './workspace-warning.ts';

export type CheckoutDescription = {
  readonly files: number;
  readonly links: number;
  readonly submodules: number;
  readonly warnings: readonly WorkspaceWarning[];
};

type Entry = { readonly mode: string; readonly path: Buffer };

/** Counts what a fresh checkout holds and names what will not work as in a full clone. Follows no link. */
export async function describeCheckout(dir: string, gitDir: string, limits: GitLimits): Promise<CheckoutDescription | GitFailure> {
  const listed = await mustRunGit([`--git-dir=${gitDir}`, `--work-tree=${dir}`, 'ls-files', '-s', '-z'], limits);
  if (!(listed instanceof Uint8Array)) return listed;
  const entries = splitNul(listed).map(parseEntry);
  const links = entries.filter(({ mode }) => mode === '120000').map(({ path }) => path);
  const submodules = entries.filter(({ mode }) => mode === '160000').map(({ path }) => path);
  const attributes = entries.some(({ mode, path }) => mode.startsWith('100') && path.equals(Buffer.from('.gitattributes')));
  return {
    files: entries.length - links.length - submodules.length,
    links: links.length,
    submodules: submodules.length,
    warnings: [
      ...warning('submodules', 'Submodules are left empty.', submodules),
      ...warning('links_outside', 'Links that point out of the repository lead nowhere in the sandbox.', await linksOutside(dir, links)),
      ...(attributes && (await usesLfs(dir)) ? warning('lfs', 'Files kept in Git LFS are present as pointers only.', [Buffer.from('.gitattributes')]) : []),
    ],
  };
}

/** A line of `ls-files -s`: mode, object, stage, tab, path. */
function parseEntry(line: Buffer): Entry {
  const tab = line.indexOf(9);
  return { mode: line.subarray(0, 6).toString('latin1'), path: line.subarray(tab + 1) };
}

async function linksOutside(dir: string, links: readonly Buffer[]): Promise<Buffer[]> {
  const inside = await Promise.all(links.map(async (path) => {
    const target = await readlink(pathBelow(dir, path));
    const reached = resolve(dir, path.toString(), '..', target);
    return reached === dir || reached.startsWith(`${dir}/`);
  }));
  return links.filter((_, index) => !inside[index]);
}

async function usesLfs(dir: string): Promise<boolean> {
  return /\bfilter=lfs\b/.test(await readFile(join(dir, '.gitattributes'), 'utf8'));
}
