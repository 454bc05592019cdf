import { z } from 'zod';
import { Id, MergeMethod } from '@lime/contracts';
import type { EffectPlan, Reconciled, Tool, ToolCall, ToolOutcome } from '@lime/runs';
import { openRepositoryForge } from '../access/open-repository.ts';
import type { ForgeAdapter, ForgePullRequest } from '../adapters/forge-adapter.ts';
import { keepPullRequest } from '../commands/keep-pull-request.ts';
import { type PullRequestRow, readPullRequest } from '../sql/pull-requests.ts';
import { readChecksTold } from '../sql/pull-request-checks.ts';
import type { RepositoryRow } from '../sql/repositories.ts';
import { endWithout, failed, forgeFailed, invalidInput, toAttempted } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';

/** `headSha`: at least the beginning of it, which is all that some forges tell. */
const Input = z.object({ pullRequestId: Id, method: MergeMethod, headSha: z.string().min(12), force: z.boolean() });
type Input = z.infer<typeof Input>;

/** Merges a pull request at its forge: only the head that somebody decided about, and only with green checks unless they said otherwise. */
export function mergePullRequestTool(deps: ForgeDeps): Tool {
  return async (call) => {
    const parsed = Input.safeParse(call.input);
    if (!parsed.success) return invalidInput(parsed.error);
    const input = parsed.data;
    const row = await deps.forge.db.read(call.tenantId, (tx) => readPullRequest(tx, BigInt(input.pullRequestId)));
    if (!row) return failed({ code: 'forge_not_found', message: 'The pull request is not known any more.' }, false);
    const opened = await openRepositoryForge(deps.forge, call.tenantId, row.repository_id);
    if (!opened.ok) return forgeFailed(opened);
    const { repository, forge } = opened.value;
    const unfit = await whyUnfit(deps, call, { forge, repository, row }, input);
    if (unfit) return unfit;
    const outcome = await call.perform(planOf(forge, repository.full_name, row, input, call.runId));
    if (outcome.kind !== 'applied') return endWithout(outcome);
    const now = await forge.readPullRequest(repository.full_name, row.number);
    const told: ForgePullRequest = now.ok && now.value.state === 'merged' ? now.value : asMerged(row);
    return { kind: 'done', output: { merged: true, number: row.number }, commit: async (tx) => void (await keepPullRequest(deps.forge, tx, repository.id, told)) };
  };
}

type Place = { forge: ForgeAdapter; repository: RepositoryRow; row: PullRequestRow };

async function whyUnfit(deps: ForgeDeps, { tenantId }: Pick<ToolCall, 'tenantId'>, { forge, repository, row }: Place, { headSha, force }: Input): Promise<ToolOutcome | null> {
  const now = await forge.readPullRequest(repository.full_name, row.number);
  if (!now.ok) return forgeFailed(now);
  if (now.value.state === 'merged') return null;
  if (now.value.state === 'closed') return failed({ code: 'pull_request_closed', message: 'The pull request was closed without a merge.' }, false);
  if (!now.value.headSha.startsWith(headSha)) return failed({ code: 'head_changed', message: `The branch has changed since it was looked at: it stands at ${now.value.headSha.slice(0, 12)}. Look at it, then decide again.` }, false);
  if (force) return null;
  const known = await deps.forge.db.read(tenantId, (tx) => readPullRequest(tx, row.id));
  if (known?.review_state === 'changes_requested') return failed({ code: 'changes_requested', message: 'A reviewer asks for changes.' }, false);
  const listed = await forge.readChecks(repository.full_name, headSha);
  if (!listed.ok) return forgeFailed(listed);
  // Some forges list nothing of what their webhooks tell.
  const checks = listed.value.state === 'none' ? await deps.forge.db.read(tenantId, (tx) => readChecksTold(tx, repository.id, headSha)) : listed.value;
  if (checks.state === 'failed') return failed({ code: 'checks_failing', message: `Checks fail: ${checks.failed.join(', ')}.` }, false);
  return checks.state === 'pending' ? failed({ code: 'checks_failing', message: 'Checks have not ended yet.' }, false) : null;
}

function planOf(forge: ForgeAdapter, repository: string, { number, title }: PullRequestRow, { method, headSha }: Input, runId: bigint): EffectPlan {
  const look = async (): Promise<Reconciled> => {
    const now = await forge.readPullRequest(repository, number);
    if (!now.ok) return { kind: 'unknown', reason: now.message };
    return now.value.state === 'merged' ? { kind: 'applied', result: { number } } : { kind: 'not_applied' };
  };
  return {
    kind: 'forge.merge_pull_request',
    idempotencyKey: `forge.merge_pull_request:${runId}:${repository}:${number}:${headSha}`,
    request: { repository, number, method, headSha },
    attempt: async () => {
      const there = await look();
      if (there.kind === 'applied') return there;
      const merged = await forge.mergePullRequest(repository, number, { method, headSha, title });
      return merged.ok ? { kind: 'applied', result: { number } } : toAttempted(merged);
    },
    reconcile: look,
  };
}

/** The forge has merged it and does not answer just now. */
function asMerged(row: PullRequestRow): ForgePullRequest {
  const now = new Date().toISOString();
  return { number: row.number, title: row.title, url: row.url, state: 'merged', headRef: row.head_ref, headSha: row.head_sha, baseRef: row.base_ref, mergedAt: now, updatedAt: now };
}
