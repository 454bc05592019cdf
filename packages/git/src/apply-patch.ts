import { resolve } from 'node:path';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { runGit } from './run-git.ts';

/**
 * Applies a patch, as `diffWorkspace` made it, to the files of a workspace: all of it or nothing. git
 * itself refuses paths that leave the workspace, go over a link, or lead into `.git`.
 */
export async function applyPatch({ dir, gitDir, patch, inFolder = false }: { readonly dir: string; readonly gitDir: string; readonly patch: Uint8Array; /** It was made with a `folder`. */ readonly inFolder?: boolean }, limits: GitLimits = {}): Promise<{ ok: true } | GitFailure> {
  if (patch.length === 0) return { ok: true };
  const folder = resolve(dir);
  const run = await runGit([`--git-dir=${resolve(gitDir)}`, `--work-tree=${folder}`, 'apply', '--binary', '--whitespace=nowarn', ...(inFolder ? ['-p2'] : []), '-'], { ...limits, cwd: folder, input: patch });
  if (!run.ok) return run;
  if (run.exitCode === 0) return { ok: true };
  return failure('patch_does_not_apply', `The patch does not apply: ${run.stderr.trim().split('\n').slice(0, 3).join(' ').slice(0, 400)}`);
}
