import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { borrowObjects } from './borrow-objects.ts';
import { createGitDir } from './create-git-dir.ts';
import { type CheckoutDescription, describeCheckout } from './describe-checkout.ts';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { fetchCommit } from './fetch-commit.ts';
import { withRepositoryCache } from './repository-cache.ts';
import { parseRepositoryUrl, type RepositoryUrl } from './repository-url.ts';
import { resolveRemote } from './resolve-remote.ts';
import { runGit } from './run-git.ts';

export type WorkspaceRequest = {
  readonly url: string;
  /** A full commit id, or a branch or tag; the default branch when missing. */
  readonly ref?: string;
  /** Where the files go: missing or empty. */
  readonly dir: string;
  /** Where git's own data goes: missing, and outside `dir`, out of the sandbox's reach. */
  readonly gitDir: string;
  /**
   * Folder of the object caches. Who uses the same folder can check out what another has fetched:
   * give every tenant its own.
   */
  readonly cacheDir: string;
};

export type PreparedWorkspace = CheckoutDescription & {
  readonly ok: true;
  readonly baseSha: string;
  /** Full name of what was checked out (`refs/heads/main`); null when a commit was asked for. */
  readonly ref: string | null;
  readonly defaultBranch: string | null;
  /** Whether objects came over the wire; false when the cache had all. */
  readonly fetched: boolean;
};

/** Checks out one commit into an empty folder whose git data stands elsewhere. */
export async function prepareWorkspace(request: WorkspaceRequest, limits: GitLimits = {}): Promise<PreparedWorkspace | GitFailure> {
  const parsed = parseRepositoryUrl(request.url);
  if (!parsed.ok) return parsed;
  const resolved = await resolveRemote(request.url, request.ref, limits);
  if (!resolved.ok) return resolved;
  const dir = resolve(request.dir);
  const gitDir = resolve(request.gitDir);
  const free = await claimFolder(dir);
  if (!free.ok) return free;
  await createGitDir(gitDir, { bare: true, exampleSha: resolved.sha });
  const fetched = await fetchObjects(parsed.url, resolved.sha, gitDir, request.cacheDir, limits);
  if (!fetched.ok) return fetched;
  const checkout = await checkOut(dir, gitDir, resolved.sha, limits);
  if (!checkout.ok) return checkout;
  const described = await describeCheckout(dir, gitDir, limits);
  if ('ok' in described) return described;
  await plantPlaceholder(dir, resolved.sha);
  return { ok: true, baseSha: resolved.sha, ref: resolved.ref, defaultBranch: resolved.defaultBranch, fetched: fetched.fetched, ...described };
}

async function claimFolder(dir: string): Promise<{ ok: true } | GitFailure> {
  await mkdir(dir, { recursive: true });
  const found = await readdir(dir);
  if (found.length === 0) return { ok: true };
  return failure('workspace_not_empty', `${dir} already holds ${found.length} entries. Use an empty folder.`);
}

async function fetchObjects(url: RepositoryUrl, sha: string, gitDir: string, cacheDir: string, limits: GitLimits): Promise<{ ok: true; fetched: boolean } | GitFailure> {
  return withRepositoryCache({ cacheDir, url, exampleSha: sha }, limits, async (cache) => {
    const fetched = await fetchCommit(cache, url, sha, limits);
    if (fetched.ok) await borrowObjects(cache, gitDir);
    return fetched;
  });
}

async function checkOut(dir: string, gitDir: string, sha: string, limits: GitLimits): Promise<{ ok: true } | GitFailure> {
  const run = await runGit([`--git-dir=${gitDir}`, `--work-tree=${dir}`, 'read-tree', '--reset', '-u', sha], limits);
  if (!run.ok) return run;
  if (run.exitCode === 0) return { ok: true };
  return failure('checkout_failed', `The files of ${sha} could not be written: ${run.stderr.trim().slice(0, 500)}`);
}

/**
 * Tools such as ripgrep and ast-grep honour .gitignore only where they see a `.git`. They get an empty
 * repository of their own; we never run git on it and leave it out of every diff.
 */
async function plantPlaceholder(dir: string, sha: string): Promise<void> {
  await createGitDir(join(dir, '.git'), { bare: false, exampleSha: sha });
}
