import type { RemoteAccess } from './access.ts';

/** Why an operation could not be done, for programs. People read `message`, which says what to do. */
export type GitFailureCode =
  | 'invalid_url'
  | 'unreachable'
  | 'access_denied'
  | 'not_a_repository'
  | 'empty_repository'
  | 'unknown_ref'
  | 'workspace_not_empty'
  | 'checkout_failed'
  | 'diff_too_large'
  | 'empty_patch'
  | 'patch_does_not_apply'
  | 'git_missing'
  | 'timed_out'
  | 'cancelled';

export type GitFailure = { readonly ok: false; readonly code: GitFailureCode; readonly message: string };

export function failure(code: GitFailureCode, message: string): GitFailure {
  return { ok: false, code, message };
}

/** What every operation accepts besides what it is about. */
export type GitLimits = {
  /** Longest time that one git process may take, in milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** What opens the remote repository, where the machine's own means do not. */
  readonly access?: RemoteAccess;
  /** What the remote's host was looked up to be: git connects there and nowhere else, and follows no redirect. */
  readonly addresses?: readonly string[];
};
