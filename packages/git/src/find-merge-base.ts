import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { fetchCommit, fetchHistory } from './fetch-commit.ts';
import type { RepositoryUrl } from './repository-url.ts';
import { runGit } from './run-git.ts';

/** A commit, and a branch (by its full name) with its newest commit. */
type Meeting = { readonly sha: string; readonly target: string; readonly tip: string };

/** Where a commit and a branch last had the same history. The cache may be shallow: history is fetched as far as it takes to find where the two meet. */
export async function findMergeBase(gitDir: string, url: RepositoryUrl, { sha, target, tip }: Meeting, limits: GitLimits): Promise<{ ok: true; sha: string } | GitFailure> {
  const present = await fetchCommit(gitDir, url, sha, limits);
  if (!present.ok) return present;
  for (const how of ['none', 'joined', 'complete'] as const) {
    if (how !== 'none') {
      const fetched = await fetchHistory(gitDir, url, target, tip, how, limits);
      if (!fetched.ok) return fetched;
    }
    const run = await runGit([`--git-dir=${gitDir}`, 'merge-base', tip, sha], limits);
    if (!run.ok) return run;
    if (run.exitCode === 0) return { ok: true, sha: new TextDecoder().decode(run.stdout).trim() };
  }
  return failure('unknown_ref', `${sha} and ${target} of ${url.shown} have no common history, so they cannot be merged.`);
}
