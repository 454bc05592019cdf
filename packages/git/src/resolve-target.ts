import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { findMergeBase } from './find-merge-base.ts';
import { withRepositoryCache } from './repository-cache.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import { OBJECT_ID, type ResolvedRemote, resolveRemote } from './resolve-remote.ts';

type TargetRequest = {
  readonly url: string;
  readonly cacheDir: string;
  /** What the work was asked for on: a branch, tag or commit; null: the default branch. */
  readonly ref: string | null;
  /** The commit that the work says it was done on. */
  readonly baseSha: string;
};

/** `targetRef`: full name of the branch that the work belongs into; empty when there is none. */
type ResolvedTarget = { readonly ok: true; readonly targetRef: string };

/**
 * Which branch work belongs into, by the repository itself, and whether the work was done on what was
 * asked for: on that commit, or on an earlier one of that branch. `unknown_ref` when it was not.
 */
export async function resolveTarget({ url, cacheDir, ref, baseSha }: TargetRequest, limits: GitLimits = {}): Promise<ResolvedTarget | GitFailure> {
  const parsed = parseRepositoryUrl(url);
  if (!parsed.ok) return parsed;
  const resolved = await resolveRemote(url, ref ?? undefined, limits);
  if (!resolved.ok) return resolved;
  const targetRef = targetBranch(resolved);
  if (baseSha === resolved.sha) return { ok: true, targetRef };
  if (!OBJECT_ID.test(baseSha) || resolved.ref !== targetRef) return elsewhere(baseSha, ref, parsed.url.shown);
  const meeting = { sha: baseSha, target: targetRef, tip: resolved.sha };
  const base = await withRepositoryCache({ cacheDir, url: parsed.url, exampleSha: baseSha }, limits, (gitDir) => findMergeBase(gitDir, parsed.url, meeting, limits));
  if (!base.ok) return base;
  return base.sha === baseSha ? { ok: true, targetRef } : elsewhere(baseSha, ref, parsed.url.shown);
}

/** A branch that was asked for is the target; from a tag or commit the work goes to the default branch. */
export function targetBranch({ ref, defaultBranch }: Pick<ResolvedRemote, 'ref' | 'defaultBranch'>): string {
  if (ref?.startsWith('refs/heads/')) return ref;
  return defaultBranch === null ? '' : `refs/heads/${defaultBranch}`;
}

function elsewhere(baseSha: string, ref: string | null, shown: string): GitFailure {
  return failure('unknown_ref', `${baseSha} is no commit of ${ref ?? 'the default branch'} of ${shown} now. Have the work done again.`);
}
