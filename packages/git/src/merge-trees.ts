import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitFailure, GitLimits } from './failure.ts';
import { splitNul } from './nul-separated.ts';
import { mustRunGit, runGit } from './run-git.ts';

export type MergedTree =
  | { readonly ok: true; readonly treeSha: string }
  | { readonly ok: false; readonly code: 'conflict'; readonly files: readonly string[] }
  | GitFailure;

/** Merges two commits into a tree. Git before 2.38 has no `merge-tree --write-tree`: there a temporary work tree serves. */
export async function mergeTrees(gitDir: string, ours: string, theirs: string, limits: GitLimits): Promise<MergedTree> {
  const run = await runGit([`--git-dir=${gitDir}`, 'merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs], limits);
  if (!run.ok) return run;
  const [tree, ...files] = splitNul(run.stdout).map((field) => new TextDecoder().decode(field));
  if (run.exitCode === 0 && tree !== undefined) return { ok: true, treeSha: tree };
  if (run.exitCode === 1) return { ok: false, code: 'conflict', files: files.filter((file) => file !== '') };
  return mergeInWorkTree(gitDir, ours, theirs, limits);
}

/** The same merge by `git merge` in a work tree that is thrown away. */
export async function mergeInWorkTree(gitDir: string, ours: string, theirs: string, limits: GitLimits): Promise<MergedTree> {
  const parent = await mkdtemp(join(tmpdir(), 'lime-merge-'));
  const tree = join(parent, 'tree');
  try {
    const added = await mustRunGit([`--git-dir=${gitDir}`, 'worktree', 'add', '--quiet', '--detach', tree, ours], limits);
    if (!(added instanceof Uint8Array)) return added;
    return await mergeHere(tree, theirs, limits);
  } finally {
    await rm(parent, { recursive: true, force: true });
    await runGit([`--git-dir=${gitDir}`, 'worktree', 'prune'], limits);
  }
}

async function mergeHere(tree: string, theirs: string, limits: GitLimits): Promise<MergedTree> {
  const identity = { GIT_AUTHOR_NAME: 'merge', GIT_AUTHOR_EMAIL: 'merge@localhost', GIT_COMMITTER_NAME: 'merge', GIT_COMMITTER_EMAIL: 'merge@localhost' };
  const merged = await runGit(['-C', tree, 'merge', '--quiet', '--no-ff', '--no-commit', theirs], { ...limits, env: identity });
  if (!merged.ok) return merged;
  if (merged.exitCode !== 0) {
    const conflicts = await mustRunGit(['-C', tree, 'diff', '--name-only', '-z', '--diff-filter=U'], limits);
    if (!(conflicts instanceof Uint8Array)) return conflicts;
    return { ok: false, code: 'conflict', files: splitNul(conflicts).map((path) => new TextDecoder().decode(path)) };
  }
  const written = await mustRunGit(['-C', tree, 'write-tree'], limits);
  return written instanceof Uint8Array ? { ok: true, treeSha: new TextDecoder().decode(written).trim() } : written;
}
