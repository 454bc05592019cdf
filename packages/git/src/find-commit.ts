import type { GitFailure, GitLimits } from './failure.ts';
import { fetchCommit } from './fetch-commit.ts';
import { withRepositoryCache } from './repository-cache.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import { resolveRemote, type ResolvedRemote } from './resolve-remote.ts';

type CommitRequest = {
  readonly url: string;
  readonly cacheDir: string;
  /** A branch, tag or full commit id; null: the default branch. */
  readonly ref: string | null;
};

/** Which commit a name means just now; one that is named by its id must be in the repository. `unknown_ref` when it is not. */
export async function findCommit({ url, cacheDir, ref }: CommitRequest, limits: GitLimits = {}): Promise<ResolvedRemote | GitFailure> {
  const parsed = parseRepositoryUrl(url);
  if (!parsed.ok) return parsed;
  const resolved = await resolveRemote(url, ref ?? undefined, limits);
  if (!resolved.ok || ref !== resolved.sha) return resolved;
  const fetched = await withRepositoryCache({ cacheDir, url: parsed.url, exampleSha: resolved.sha }, limits, (gitDir) => fetchCommit(gitDir, parsed.url, resolved.sha, limits));
  return fetched.ok ? resolved : fetched;
}
