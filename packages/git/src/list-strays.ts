import { resolve } from 'node:path';
import type { GitFailure, GitLimits } from './failure.ts';
import { splitNul } from './nul-separated.ts';
import { mustRunGit } from './run-git.ts';

export type Strays = {
  readonly ok: true;
  /** Untracked files and folders, ignored ones as well; a folder without any tracked file is named once, with a slash at its end. */
  readonly untracked: readonly string[];
  /** Tracked files that are changed or gone. */
  readonly changed: readonly string[];
};

/** What stands in a workspace besides its checkout, for example after a set-up. Bytes that are not UTF-8 show as U+FFFD. */
export async function listStrays(where: { readonly dir: string; readonly gitDir: string }, limits: GitLimits = {}): Promise<Strays | GitFailure> {
  const git = [`--git-dir=${resolve(where.gitDir)}`, `--work-tree=${resolve(where.dir)}`];
  const [untracked, changed] = await Promise.all([
    mustRunGit([...git, 'ls-files', '--others', '--directory', '--no-empty-directory', '-z'], limits),
    mustRunGit([...git, 'diff-files', '--name-only', '-z', '--ignore-submodules=all', '--no-ext-diff'], limits),
  ]);
  if (!(untracked instanceof Uint8Array)) return untracked;
  if (!(changed instanceof Uint8Array)) return changed;
  const read = (output: Uint8Array) => splitNul(output).map((path) => path.toString());
  return { ok: true, untracked: read(untracked), changed: read(changed) };
}
