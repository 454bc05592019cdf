import { parseRepositoryUrl, type GitFailure } from '@lime/git';

/** Why a step cannot succeed. `retryable`: another attempt, perhaps on another runner, may. */
export type Failed = { ok: false; code: FailureCode; message: string; retryable: boolean };

export type FailureCode =
  | 'clone_failed'
  | 'setup_failed'
  | 'env_unavailable'
  | 'provider_missing'
  | 'tools_unfit'
  | 'model_missing'
  | 'agent_failed'
  | 'answer_invalid'
  | 'cost_limit_reached'
  | 'origin_missing'
  | 'patch_failed'
  | 'recipe_unknown'
  | 'recipe_failed'
  | 'checks_broken'
  | 'nothing_red'
  | 'bug_not_fixed'
  | 'diff_failed'
  | 'diff_too_large'
  | 'path_not_allowed'
  | 'upload_failed'
  | 'timed_out'
  | 'out_of_memory'
  | 'disk_full'
  | 'sandbox_unavailable'
  | 'stopped';

/** Messages travel in events and rows: what is longer stands in artifacts. */
const longestMessage = 16_000;

export function failed(code: FailureCode, message: string, options: { retryable?: boolean } = {}): Failed {
  return { ok: false, code, message: message.slice(0, longestMessage), retryable: options.retryable ?? false };
}

/** The step was stopped from outside (cancel, time-out, shutdown); who stopped it says what that makes of it. */
export const stopped: Failed = { ok: false, code: 'stopped', message: 'The step was stopped.', retryable: true };

/** A failure to get the repository. What the network did may heal; what is on this disk, or in the repository, will not. */
export function cloneFailed(url: string, { code, message }: GitFailure): Failed {
  if (code === 'cancelled') return stopped;
  if (/no space left on device|disk quota exceeded/i.test(message)) return failed('disk_full', `The disk of the runner is full. ${message}`, { retryable: true });
  const parsed = parseRepositoryUrl(url);
  const overNetwork = parsed.ok && parsed.url.kind !== 'local';
  return failed('clone_failed', `${message} (${code})`, { retryable: overNetwork && (code === 'unreachable' || code === 'timed_out') });
}

export function diffFailed({ code, message }: GitFailure): Failed {
  if (code === 'cancelled') return stopped;
  return failed(code === 'diff_too_large' ? 'diff_too_large' : 'diff_failed', message, { retryable: code === 'timed_out' });
}
