import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { listChanges } from './list-changes.ts';
import { pathBelow } from './nul-separated.ts';
import { runGit } from './run-git.ts';

export type RestoreRequest = {
  readonly dir: string;
  readonly gitDir: string;
  readonly baseSha: string;
  /** Further ignore patterns: what they name stays, as what .gitignore names does. */
  readonly exclude?: readonly string[];
};

/**
 * Takes back what a diff of the workspace would show: untracked files go, tracked ones are as in the
 * base again. No process may be at work in the workspace. Gives the number of files taken back.
 */
export async function restoreWorkspace({ dir, gitDir, baseSha, exclude = [] }: RestoreRequest, limits: GitLimits = {}): Promise<{ ok: true; restored: number } | GitFailure> {
  const folder = resolve(dir);
  const changes = await listChanges({ dir: folder, gitDir: resolve(gitDir), indexFile: join(resolve(gitDir), 'index'), respectIgnore: true, exclude }, limits);
  if ('ok' in changes) return changes;
  const restored = changes.present.length + changes.deleted.length;
  if (restored === 0) return { ok: true, restored };
  for (const path of changes.present) await rm(pathBelow(folder, path), { force: true });
  const run = await runGit([`--git-dir=${resolve(gitDir)}`, `--work-tree=${folder}`, 'read-tree', '--reset', '-u', baseSha], limits);
  if (!run.ok) return run;
  if (run.exitCode !== 0) return failure('checkout_failed', `The files of ${baseSha} could not be restored: ${run.stderr.trim().slice(0, 500)}`);
  return { ok: true, restored };
}
