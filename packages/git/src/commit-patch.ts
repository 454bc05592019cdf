import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { fetchCommit, keepCommit } from './fetch-commit.ts';
import { withRepositoryCache } from './repository-cache.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import { OBJECT_ID } from './resolve-remote.ts';
import { runGit } from './run-git.ts';
import { type CommitText, writeCommit } from './write-commit.ts';

export type CommitRequest = CommitText & {
  readonly url: string;
  readonly cacheDir: string;
  readonly baseSha: string;
  /** As `diffWorkspace` made it. */
  readonly patch: Uint8Array;
  /** It was made with a `folder`. */
  readonly inFolder?: boolean;
};

/** `gitDir` holds the commit; pass it on to `pushCommit`. */
export type CommitWritten = { readonly ok: true; readonly sha: string; readonly treeSha: string; readonly gitDir: string };

/** Makes the commit that a patch stands for, without a work tree. Deterministic: see `writeCommit`. */
export async function commitPatch(request: CommitRequest, limits: GitLimits = {}): Promise<CommitWritten | GitFailure> {
  const parsed = parseRepositoryUrl(request.url);
  if (!parsed.ok) return parsed;
  // It stands in refspecs and behind options: a name of anything else could be one.
  if (!OBJECT_ID.test(request.baseSha)) return failure('unknown_ref', `«${request.baseSha}» is not the full id of a commit.`);
  if (request.patch.length === 0) return failure('empty_patch', 'The patch changes nothing, so there is nothing to commit.');
  const cache = { cacheDir: request.cacheDir, url: parsed.url, exampleSha: request.baseSha };
  return withRepositoryCache(cache, limits, async (gitDir) => {
    const base = await fetchCommit(gitDir, parsed.url, request.baseSha, limits);
    if (!base.ok) return base;
    const tree = await applyToTree(gitDir, request, limits);
    if (!tree.ok) return tree;
    const commit = await writeCommit(gitDir, tree.treeSha, [request.baseSha], request, limits);
    if (!commit.ok) return commit;
    await keepCommit(gitDir, commit.sha, limits);
    return { ok: true, sha: commit.sha, treeSha: tree.treeSha, gitDir };
  });
}

async function applyToTree(gitDir: string, { baseSha, patch, inFolder = false }: CommitRequest, limits: GitLimits): Promise<{ ok: true; treeSha: string } | GitFailure> {
  const indexFile = join(gitDir, `commit-${randomUUID()}.index`);
  const call = { ...limits, env: { GIT_INDEX_FILE: indexFile } };
  try {
    const steps = [
      { args: ['read-tree', baseSha], input: new Uint8Array() },
      { args: ['apply', '--cached', '--binary', '--whitespace=nowarn', ...(inFolder ? ['-p2'] : []), '-'], input: patch },
      { args: ['write-tree'], input: new Uint8Array() },
    ];
    let treeSha = '';
    for (const { args, input } of steps) {
      const run = await runGit([`--git-dir=${gitDir}`, ...args], { ...call, input });
      if (!run.ok) return run;
      if (run.exitCode !== 0) return doesNotApply(baseSha, run.stderr);
      treeSha = new TextDecoder().decode(run.stdout).trim();
    }
    return { ok: true, treeSha };
  } finally {
    await rm(indexFile, { force: true });
  }
}

function doesNotApply(baseSha: string, stderr: string): GitFailure {
  const reason = stderr.trim().split('\n').slice(0, 3).join(' ').slice(0, 400);
  return failure('patch_does_not_apply', `The patch does not apply to ${baseSha}: ${reason} Make a new diff from that commit.`);
}
