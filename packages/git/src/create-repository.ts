import { rename, rm } from 'node:fs/promises';
import { createGitDir } from './create-git-dir.ts';
import type { GitFailure, GitLimits } from './failure.ts';
import { mustRunGit } from './run-git.ts';
import { type CommitText, writeCommit } from './write-commit.ts';

export type NewRepository = CommitText & {
  /** The bare repository to make; it must not exist. It has its name once it is whole. */
  readonly gitDir: string;
  /** Plain files that become the first commit of `main`. */
  readonly folder: string;
};

/** Makes a bare repository whose `main` holds a folder's files. */
export async function createRepository(request: NewRepository, limits: GitLimits = {}): Promise<{ readonly ok: true; readonly sha: string } | GitFailure> {
  const building = `${request.gitDir}.building`;
  await rm(building, { recursive: true, force: true });
  await createGitDir(building, { bare: true, exampleSha: '' });
  const git = [`--git-dir=${building}`];
  const added = await mustRunGit([...git, `--work-tree=${request.folder}`, '-c', 'core.bare=false', 'add', '--all', '.'], { ...limits, cwd: request.folder });
  if (!(added instanceof Uint8Array)) return added;
  const tree = await mustRunGit([...git, 'write-tree'], limits);
  if (!(tree instanceof Uint8Array)) return tree;
  const commit = await writeCommit(building, new TextDecoder().decode(tree).trim(), [], request, limits);
  if (!commit.ok) return commit;
  const moved = await mustRunGit([...git, 'update-ref', 'refs/heads/main', commit.sha], limits);
  if (!(moved instanceof Uint8Array)) return moved;
  await rename(building, request.gitDir);
  return commit;
}
