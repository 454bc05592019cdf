import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { parseRepositoryUrl, type RepositoryUrl } from './repository-url.ts';
import { explainRemoteFailure, runRemoteGit } from './run-remote-git.ts';

export type ResolvedRemote = {
  readonly ok: true;
  /** `main`, or null when the repository's HEAD is not on a branch. */
  readonly defaultBranch: string | null;
  /** Full name (`refs/heads/main`), or null when a commit was asked for, or HEAD is on no branch. */
  readonly ref: string | null;
  readonly sha: string;
};

/** A full object id: 40 hex digits, or 64 in SHA-256 repositories. */
export const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Asks a repository what a branch, tag or full ref points to (HEAD when none is given).
 * A full commit id is taken as it is; whether the repository has it shows at the fetch.
 */
export async function resolveRemote(address: string, ref?: string, limits: GitLimits = {}): Promise<ResolvedRemote | GitFailure> {
  const parsed = parseRepositoryUrl(address);
  if (!parsed.ok) return parsed;
  if (ref !== undefined && !isPlainRef(ref)) return failure('unknown_ref', `«${ref}» is not a usable name of a branch, tag or commit.`);
  const patterns = ref === undefined ? ['HEAD'] : ['HEAD', ref, `${ref}^{}`];
  const run = await runRemoteGit({ url: parsed.url, subcommand: 'ls-remote', options: ['--symref'], refs: patterns }, limits);
  if (!run.ok) return run;
  if (run.exitCode !== 0) return explainRemoteFailure(parsed.url, run.stderr);
  const remote = parseListing(new TextDecoder().decode(run.stdout));
  return ref === undefined ? resolveHead(parsed.url, remote, limits) : resolveNamed(parsed.url, remote, ref, limits);
}

type Listing = { readonly head: string | null; readonly shas: ReadonlyMap<string, string> };

function parseListing(text: string): Listing {
  const lines = text.split('\n').flatMap((line) => {
    const [value, name] = line.split('\t');
    return value === undefined || name === undefined ? [] : [{ value, name }];
  });
  const symref = lines.find(({ value, name }) => name === 'HEAD' && value.startsWith('ref: '));
  const shas = new Map(lines.filter(({ value }) => OBJECT_ID.test(value)).map(({ value, name }) => [name, value]));
  return { head: symref?.value.slice('ref: '.length) ?? null, shas };
}

async function resolveHead(url: RepositoryUrl, remote: Listing, limits: GitLimits): Promise<ResolvedRemote | GitFailure> {
  const sha = remote.shas.get('HEAD');
  if (sha !== undefined) return { ok: true, defaultBranch: branchName(remote.head), ref: remote.head, sha };
  const empty = await explainEmptyRepository(url, limits);
  return empty ?? failure('unknown_ref', `The default branch of ${url.shown} has no commit. Name the branch to work on.`);
}

async function resolveNamed(url: RepositoryUrl, remote: Listing, ref: string, limits: GitLimits): Promise<ResolvedRemote | GitFailure> {
  const defaultBranch = branchName(remote.head);
  for (const name of ref.startsWith('refs/') || ref === 'HEAD' ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const sha = remote.shas.get(`${name}^{}`) ?? remote.shas.get(name);
    if (sha !== undefined) return { ok: true, defaultBranch, ref: ref === 'HEAD' ? remote.head : name, sha };
  }
  if (OBJECT_ID.test(ref)) return { ok: true, defaultBranch, ref: null, sha: ref };
  const empty = remote.shas.size === 0 ? await explainEmptyRepository(url, limits) : null;
  return empty ?? failure('unknown_ref', `${url.shown} has no branch or tag «${ref}». A commit must be given by its full id.`);
}

async function explainEmptyRepository(url: RepositoryUrl, limits: GitLimits): Promise<GitFailure | null> {
  const run = await runRemoteGit({ url, subcommand: 'ls-remote', options: ['--heads', '--tags'], refs: [] }, limits);
  if (!run.ok) return run;
  if (run.exitCode !== 0) return explainRemoteFailure(url, run.stderr);
  return run.stdout.length > 0 ? null : failure('empty_repository', `${url.shown} has no commit yet. Push a first commit and try again.`);
}

function branchName(ref: string | null): string | null {
  return ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
}

function isPlainRef(ref: string): boolean {
  return ref !== '' && !ref.startsWith('-') && !/[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.lock$/.test(ref);
}
