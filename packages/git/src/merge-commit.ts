import { failure, type GitLimits } from './failure.ts';
import { keepCommit } from './fetch-commit.ts';
import { findMergeBase } from './find-merge-base.ts';
import { mergeTrees } from './merge-trees.ts';
import { pushCommit, type PushOutcome } from './push-commit.ts';
import { readRemoteRef } from './read-remote-ref.ts';
import { withRepositoryCache } from './repository-cache.ts';
import { parseRepositoryUrl, type RepositoryUrl } from './repository-url.ts';
import { mustRunGit } from './run-git.ts';
import { type CommitText, writeCommit } from './write-commit.ts';

export type MergeRequest = CommitText & {
  readonly url: string;
  readonly cacheDir: string;
  /** Full name of the branch to merge into: `refs/heads/main`. */
  readonly target: string;
  /** The commit to merge; in the cache already, or in the remote. */
  readonly sha: string;
  /** `ff`: only move the branch forward. `commit`: always make a merge commit. */
  readonly how: 'ff' | 'commit';
};

export type MergeOutcome =
  /** `sha` is what the target holds now. `already_merged` also after a repetition of a merge that went through. */
  | { readonly ok: true; readonly kind: 'merged' | 'already_merged'; readonly sha: string }
  | { readonly ok: false; readonly code: 'conflict'; readonly files: readonly string[]; readonly message: string }
  | { readonly ok: false; readonly code: 'not_fast_forward' | 'brings_more'; readonly message: string }
  | Extract<PushOutcome, { ok: false }>;

/** Somebody else may push to the target while we merge; then the merge is made anew. */
const ATTEMPTS = 3;

/**
 * Merges one commit into a remote branch, and nothing else: what the commit builds on must be part of
 * the branch already, or the merge would bring commits that nobody has looked at (`brings_more`).
 * For the same target commit the merge commit has the same id.
 */
export async function mergeCommit(request: MergeRequest, limits: GitLimits = {}): Promise<MergeOutcome> {
  const parsed = parseRepositoryUrl(request.url);
  if (!parsed.ok) return parsed;
  let outcome: MergeOutcome = failure('unreachable', `${parsed.url.shown} was not asked.`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    outcome = await mergeOnce(request, parsed.url, limits);
    if (outcome.ok || outcome.code !== 'rejected' || outcome.reason !== 'moved') break;
  }
  return outcome;
}

type Prepared = { readonly ok: true; readonly kind: 'push' | 'already_merged'; readonly gitDir: string; readonly sha: string };

async function mergeOnce(request: MergeRequest, url: RepositoryUrl, limits: GitLimits): Promise<MergeOutcome> {
  const target = await readRemoteRef(request.url, request.target, limits);
  if (!target.ok) return target;
  const tip = target.sha;
  if (tip === null) return failure('unknown_ref', `${url.shown} has no ${request.target} to merge into. Push the branch first, or choose another target.`);
  const cache = { cacheDir: request.cacheDir, url, exampleSha: request.sha };
  const prepared = await withRepositoryCache(cache, limits, (gitDir) => prepareMerge(gitDir, url, tip, request, limits));
  if (!prepared.ok) return prepared;
  if (prepared.kind === 'already_merged') return { ok: true, kind: 'already_merged', sha: tip };
  const pushed = await pushCommit({ gitDir: prepared.gitDir, url: request.url, sha: prepared.sha, ref: request.target, expectOld: tip }, limits);
  return pushed.ok ? { ok: true, kind: 'merged', sha: prepared.sha } : pushed;
}

async function prepareMerge(gitDir: string, url: RepositoryUrl, tip: string, request: MergeRequest, limits: GitLimits): Promise<Prepared | Exclude<MergeOutcome, { ok: true }>> {
  const base = await findMergeBase(gitDir, url, { tip, sha: request.sha, target: request.target }, limits);
  if (!base.ok) return base;
  if (base.sha === request.sha) return { ok: true, kind: 'already_merged', gitDir, sha: tip };
  const parents = await mustRunGit([`--git-dir=${gitDir}`, 'rev-parse', `${request.sha}^@`], limits);
  if (!(parents instanceof Uint8Array)) return parents;
  if (new TextDecoder().decode(parents).trim() !== base.sha) return bringsMore(request);
  if (request.how === 'ff') {
    return base.sha === tip ? { ok: true, kind: 'push', gitDir, sha: request.sha } : notFastForward(request);
  }
  const merged = await mergeTrees(gitDir, tip, request.sha, limits);
  if (!merged.ok) return merged.code === 'conflict' ? conflict(request, merged.files) : merged;
  const commit = await writeCommit(gitDir, merged.treeSha, [tip, request.sha], request, limits);
  if (!commit.ok) return commit;
  await keepCommit(gitDir, commit.sha, limits);
  return { ok: true, kind: 'push', gitDir, sha: commit.sha };
}

function bringsMore({ target, sha }: MergeRequest): MergeOutcome & { ok: false } {
  return { ok: false, code: 'brings_more', message: `${sha} builds on commits that ${target} does not have, and merging would bring them along unseen. Have the work done again on ${target}.` };
}

function notFastForward({ target, sha }: MergeRequest): MergeOutcome & { ok: false } {
  return { ok: false, code: 'not_fast_forward', message: `${target} has commits that ${sha} does not build on. Merge with a merge commit, or run the ticket again on the new state.` };
}

function conflict({ target, sha }: MergeRequest, files: readonly string[]): MergeOutcome & { ok: false } {
  return { ok: false, code: 'conflict', files, message: `${sha} conflicts with ${target} in ${files.join(', ')}. Run the ticket again on the new state, or merge by hand.` };
}
