import { z } from 'zod';
import { AgentMode, Id, RepositoryFolder, Sha256 } from '@lime/contracts';
import { commitPatch, type GitFailure, pushCommit, type PushOutcome, readRemoteRef, type RemoteAccess, resolveTarget, splitPatch } from '@lime/git';
import { type Attempted, type EffectPlan, readApprovedContent, type Reconciled, type Tool } from '@lime/runs';
import { endWithout, failed, invalidInput } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { oneLine } from './one-line.ts';
import { openRepository, toolRepository } from './tool-repository.ts';

const PushInput = z.object({
  ...toolRepository,
  /** What the run was asked to work on: a branch, tag or commit; null: the default branch. */
  ref: z.string().nullable(),
  mode: AgentMode,
  title: z.string(),
  author: z.object({ name: z.string(), email: z.string() }),
  baseSha: z.string(),
  /** The branch to add to, which must stand at the base; null: the run gets one of its own. */
  branch: z.string().nullish(),
  artifactId: Id,
  sha256: Sha256,
  /** Of several repositories the one to push to, and all of them: the diff holds the changes of each below its folder. */
  folder: RepositoryFolder.nullish(),
  folders: z.array(RepositoryFolder).exactOptional(),
});

/**
 * Commits the approved diff and pushes it as the run's branch. `targetRef` in the output is the branch
 * that the work belongs into, by the repository itself. The commit is made of the diff's own
 * bytes, author and date, so the same approval always makes the same commit id: that id is the
 * effect's identity, and asking the remote for the branch tells whether it was pushed.
 */
export function pushTool(deps: ForgeDeps): Tool {
  return async (call) => {
    const input = PushInput.safeParse(call.input);
    if (!input.success) return invalidInput(input.error);
    const { ref, mode, title, author, baseSha } = input.data;
    const diff = await readApprovedContent({ db: deps.forge.db, blobs: deps.blobs }, call.tenantId, call.runId, input.data);
    if (diff.kind === 'refused') return failed(diff.error, false);
    const { folder, folders } = input.data;
    const parts = folders && splitPatch(diff.bytes, folders);
    if (parts === null) return failed({ code: 'content_damaged', message: 'The approved diff is not one of these repositories.' }, false);
    const patch = parts && folder ? parts.get(folder) : diff.bytes;
    // Nothing was changed there.
    if (!patch) return { kind: 'done', output: null };
    const opened = await openRepository(deps, call.tenantId, input.data);
    if (!opened.ok) return opened.outcome;
    const { url, cacheDir, open } = opened;
    const limits = { signal: call.signal, ...open };
    // The base is the runner's word: a commit from elsewhere would bring its whole history along.
    const target = await resolveTarget({ url, cacheDir, ref, baseSha }, limits);
    if (!target.ok) return failed(target, isPassing(target));
    const message = `${oneLine(title)}\n\nRun: ${call.runId}\nApproved-Diff: ${input.data.sha256}\n`;
    const commit = await commitPatch({ url, cacheDir, baseSha, patch, inFolder: parts !== undefined, message, author, date: diff.createdAt }, limits);
    if (!commit.ok) return failed(commit, isPassing(commit));
    const branch = input.data.branch ?? `al/${mode}/${call.runId}`;
    const outcome = await call.perform(pushPlan({ folder: parts && folder ? folder : null, url, branch, sha: commit.sha, gitDir: commit.gitDir, expectOld: input.data.branch ? baseSha : null }, open));
    if (outcome.kind !== 'applied') return endWithout(outcome);
    return { kind: 'done', output: { branch, sha: commit.sha, targetRef: target.targetRef } };
  };
}

function isPassing({ code }: GitFailure): boolean {
  return code === 'unreachable' || code === 'timed_out';
}

type Push = { folder: string | null; url: string; branch: string; sha: string; gitDir: string; expectOld: string | null };

function pushPlan({ folder, url, branch, sha, gitDir, expectOld }: Push, open: { access?: RemoteAccess; addresses?: string[] }): EffectPlan {
  const ref = `refs/heads/${branch}`;
  return {
    kind: 'git.push',
    idempotencyKey: `git.push:${branch}:${sha}${folder === null ? '' : `:${folder}`}`,
    request: { branch, sha, ...(folder !== null && { folder }) },
    attempt: async (signal) => toAttempted(await pushCommit({ gitDir, url, sha, ref, expectOld }, { signal, ...open }), { branch, sha }),
    reconcile: async () => toReconciled(await readRemoteRef(url, ref, open), sha, { branch, sha }),
  };
}

function toAttempted(outcome: PushOutcome, result: { branch: string; sha: string }): Attempted {
  if (outcome.ok) return { kind: 'applied', result };
  if (outcome.code === 'unknown' || outcome.code === 'timed_out' || outcome.code === 'cancelled') return { kind: 'unknown', reason: outcome.message };
  return { kind: 'refused', error: { code: `git_${outcome.code}`, message: outcome.message }, retryable: outcome.code === 'unreachable' };
}

function toReconciled(remote: Awaited<ReturnType<typeof readRemoteRef>>, sha: string, result: { branch: string; sha: string }): Reconciled {
  if (!remote.ok) return { kind: 'unknown', reason: remote.message };
  return remote.sha === sha ? { kind: 'applied', result } : { kind: 'not_applied' };
}
