import type { GitFailure, GitLimits } from './failure.ts';
import { mustRunGit } from './run-git.ts';

export type CommitAuthor = { readonly name: string; readonly email: string };

export type CommitText = {
  readonly message: string;
  readonly author: CommitAuthor;
  /** Author's and committer's date; whole seconds count, the zone is UTC. */
  readonly date: Date;
};

/**
 * Writes a commit object. Everything that goes into it is given, so the same input has the same id
 * on every machine and at every repetition: that is what a push is reconciled by.
 */
export async function writeCommit(gitDir: string, tree: string, parents: readonly string[], text: CommitText, limits: GitLimits): Promise<{ ok: true; sha: string } | GitFailure> {
  const date = `@${Math.floor(text.date.getTime() / 1000)} +0000`;
  const env = {
    GIT_AUTHOR_NAME: text.author.name, GIT_AUTHOR_EMAIL: text.author.email, GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: text.author.name, GIT_COMMITTER_EMAIL: text.author.email, GIT_COMMITTER_DATE: date,
  };
  const args = [`--git-dir=${gitDir}`, 'commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  const written = await mustRunGit(args, { ...limits, env, input: new TextEncoder().encode(text.message) });
  return written instanceof Uint8Array ? { ok: true, sha: new TextDecoder().decode(written).trim() } : written;
}
