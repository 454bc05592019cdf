import type { GitFailure, GitLimits } from './failure.ts';
import { readRemoteRef } from './read-remote-ref.ts';
import { parseRepositoryUrl, redactCredentials, type RepositoryUrl } from './repository-url.ts';
import { OBJECT_ID } from './resolve-remote.ts';
import { explainRemoteFailure, runRemoteGit } from './run-remote-git.ts';

export type PushRequest = {
  /** The git directory that holds the commit, from `commitPatch`. */
  readonly gitDir: string;
  readonly url: string;
  readonly sha: string;
  /** Full name: `refs/heads/al/implement/42`. */
  readonly ref: string;
  /** What the remote ref must hold for the push to count: a commit, or null for «does not exist» (the default). */
  readonly expectOld?: string | null;
};

export type PushOutcome =
  | { readonly ok: true; readonly kind: 'pushed' | 'already_there' }
  /** `moved`: the ref holds something else than expected. `refused`: the remote's own rules. */
  | { readonly ok: false; readonly code: 'rejected'; readonly reason: 'moved' | 'refused'; readonly message: string }
  | { readonly ok: false; readonly code: 'branch_checked_out'; readonly message: string }
  /** The connection broke and the remote cannot be asked: compare `readRemoteRef` with the commit later, before any repetition. */
  | { readonly ok: false; readonly code: 'unknown'; readonly message: string }
  | GitFailure;

const RECONCILE_TIMEOUT_MS = 20_000;
const NEVER_CONNECTED = /Could not resolve host|Failed to connect|Couldn't connect|Connection refused|No route to host|Network is unreachable/i;

/**
 * Moves one remote ref to a commit, if it still holds what the caller saw there (a lease).
 * One ref is moved whole or not at all. Repeating a push that went through says `already_there`.
 */
export async function pushCommit(request: PushRequest, limits: GitLimits = {}): Promise<PushOutcome> {
  // An empty id would delete the ref.
  if (!OBJECT_ID.test(request.sha) || !request.ref.startsWith('refs/heads/')) throw new Error(`cannot push ${request.sha} to ${request.ref}`);
  const parsed = parseRepositoryUrl(request.url);
  if (!parsed.ok) return parsed;
  const run = await runRemoteGit({
    url: parsed.url,
    gitDir: request.gitDir,
    // Finds out what the remote has, where its branch has moved on: else a shallow base is sent whole.
    config: ['push.negotiate=true'],
    subcommand: 'push',
    options: ['--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no', `--force-with-lease=${request.ref}:${request.expectOld ?? ''}`],
    refs: [`${request.sha}:${request.ref}`],
  }, limits);
  if (!run.ok) return run.code === 'timed_out' || run.code === 'cancelled' ? reconcile(request, run, limits) : run;
  const line = new TextDecoder().decode(run.stdout).split('\n').find((text) => text.includes(`:${request.ref}\t`));
  if (line === undefined) return reconcile(request, explainRemoteFailure(parsed.url, run.stderr), limits);
  return judge(line, request, parsed.url, run.stderr);
}

/** A line of `--porcelain`: flag, tab, `from:to`, tab, summary with the reason in brackets. */
function judge(line: string, { ref }: PushRequest, url: RepositoryUrl, stderr: string): PushOutcome {
  if (line.startsWith('=')) return { ok: true, kind: 'already_there' };
  if (!line.startsWith('!')) return { ok: true, kind: 'pushed' };
  const summary = line.split('\t')[2] ?? '';
  if (/checked out/.test(summary)) return branchCheckedOut(ref, url);
  if (/stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref|already exists/.test(summary)) {
    return { ok: false, code: 'rejected', reason: 'moved', message: `${ref} of ${url.shown} has changed meanwhile. Look at it, then decide again.` };
  }
  const said = stderr.split('\n').filter((text) => text.startsWith('remote:')).slice(0, 5).join(' ');
  return { ok: false, code: 'rejected', reason: 'refused', message: `${url.shown} refused ${ref}: ${redactCredentials(`${summary} ${said}`).trim()}` };
}

function branchCheckedOut(ref: string, { shown }: RepositoryUrl): PushOutcome {
  const branch = ref.replace('refs/heads/', '');
  return {
    ok: false,
    code: 'branch_checked_out',
    message: `${branch} is checked out in ${shown}, and git does not change a branch under its work tree. Check out another branch there, or use a bare repository, or have only the run's branch pushed and merge it there by hand.`,
  };
}

/** After a push that ended without an answer: the remote itself knows whether it counted. */
async function reconcile(request: PushRequest, problem: GitFailure, { access }: GitLimits): Promise<PushOutcome> {
  if (NEVER_CONNECTED.test(problem.message)) return problem;
  const remote = await readRemoteRef(request.url, request.ref, { timeoutMs: RECONCILE_TIMEOUT_MS, ...(access && { access }) });
  if (remote.ok) return remote.sha === request.sha ? { ok: true, kind: 'pushed' } : problem;
  if (remote.code === problem.code && problem.code !== 'unreachable') return problem;
  return { ok: false, code: 'unknown', message: `Whether ${request.ref} was pushed is not known: ${problem.message}` };
}
