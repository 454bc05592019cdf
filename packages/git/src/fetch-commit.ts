import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { tidyPacks } from './repository-cache.ts';
import type { RepositoryUrl } from './repository-url.ts';
import { runGit } from './run-git.ts';
import { explainRemoteFailure, runRemoteGit } from './run-remote-git.ts';

const FETCH_OPTIONS = ['--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--no-recurse-submodules', '--no-show-forced-updates', '--quiet', '--force'];
const SHALLOW_REFUSED = /shallow capabilities|unadvertised object|not our ref|Server does not allow request|does not support shallow|couldn't find remote ref/i;

/** Git moves a ref only after all that it needs has arrived, so this ref says: the whole commit is here. */
function completeMarker(sha: string): string {
  return `refs/lime/commits/${sha}`;
}

/** Marks a commit of our own making as present, so that it survives repacking. */
export async function keepCommit(gitDir: string, sha: string, limits: GitLimits): Promise<void> {
  await runGit([`--git-dir=${gitDir}`, 'update-ref', completeMarker(sha), sha], limits);
}

/**
 * Makes sure that the cache holds one commit with all its files; its history is not needed.
 * Fetches only what is missing; a server that refuses to send single commits is asked for its branches and tags.
 * The caller holds the cache's lock.
 */
export async function fetchCommit(gitDir: string, url: RepositoryUrl, sha: string, limits: GitLimits): Promise<{ ok: true; fetched: boolean } | GitFailure> {
  const known = await runGit([`--git-dir=${gitDir}`, 'rev-parse', '--verify', '--quiet', completeMarker(sha)], limits);
  if (!known.ok) return known;
  if (known.exitCode === 0) return { ok: true, fetched: false };
  const fetched = await fetchShallow(gitDir, url, sha, limits);
  if (!fetched.ok) return fetched;
  const commit = await runGit([`--git-dir=${gitDir}`, 'rev-parse', '--verify', '--quiet', `${sha}^{commit}`], limits);
  if (!commit.ok) return commit;
  if (new TextDecoder().decode(commit.stdout).trim() !== sha) return unknownCommit(url, sha);
  await tidyPacks(gitDir, limits);
  return { ok: true, fetched: true };
}

async function fetchShallow(gitDir: string, url: RepositoryUrl, sha: string, limits: GitLimits): Promise<{ ok: true } | GitFailure> {
  const run = await runRemoteGit({ url, gitDir, subcommand: 'fetch', options: [...FETCH_OPTIONS, '--depth=1'], refs: [`${sha}:${completeMarker(sha)}`] }, limits);
  if (!run.ok) return run;
  if (run.exitCode === 0) return { ok: true };
  if (!SHALLOW_REFUSED.test(run.stderr)) return explainRemoteFailure(url, run.stderr);
  return fetchAllBranches(gitDir, url, sha, limits);
}

async function fetchAllBranches(gitDir: string, url: RepositoryUrl, sha: string, limits: GitLimits): Promise<{ ok: true } | GitFailure> {
  const refs = ['refs/heads/*:refs/lime/remote/heads/*', 'refs/tags/*:refs/lime/remote/tags/*'];
  const run = await runRemoteGit({ url, gitDir, subcommand: 'fetch', options: FETCH_OPTIONS, refs }, limits);
  if (!run.ok) return run;
  if (run.exitCode !== 0) return explainRemoteFailure(url, run.stderr);
  const mark = await runGit([`--git-dir=${gitDir}`, 'update-ref', completeMarker(sha), sha], limits);
  if (!mark.ok) return mark;
  return mark.exitCode === 0 ? { ok: true } : unknownCommit(url, sha);
}

/** Fetches a branch tip together with the history that joins it to what the cache already has. */
export async function fetchHistory(gitDir: string, url: RepositoryUrl, ref: string, sha: string, how: 'joined' | 'complete', limits: GitLimits): Promise<{ ok: true } | GitFailure> {
  const options = how === 'complete' ? [...FETCH_OPTIONS, '--unshallow'] : FETCH_OPTIONS;
  const run = await runRemoteGit({ url, gitDir, subcommand: 'fetch', options, refs: [`${ref}:${completeMarker(sha)}`] }, limits);
  if (!run.ok) return run;
  return run.exitCode === 0 ? { ok: true } : explainRemoteFailure(url, run.stderr);
}

function unknownCommit(url: RepositoryUrl, sha: string): GitFailure {
  return failure('unknown_ref', `${url.shown} has no commit ${sha}. Give the full id of a commit that some branch or tag contains.`);
}
