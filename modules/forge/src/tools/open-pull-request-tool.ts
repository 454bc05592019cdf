import { z } from 'zod';
import { ConnectorProvider, Id } from '@lime/contracts';
import { type EffectPlan, readRunSummary, type Reconciled, type Tool } from '@lime/runs';
import { openRepositoryForge } from '../access/open-repository.ts';
import type { ForgeAdapter, ForgePullRequest, NewPullRequest } from '../adapters/forge-adapter.ts';
import { keepPullRequest } from '../commands/keep-pull-request.ts';
import { endWithout, forgeFailed, invalidInput, toAttempted } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { oneLine } from './one-line.ts';
import { Told, writePullRequest } from './write-pull-request.ts';

const Input = Told.extend({
  /** Null: it stands at no forge, so there is none to open. */
  repositoryId: Id.nullish(),
  provider: ConnectorProvider.nullish(),
  title: z.string(),
  /** What was pushed, and the branch that it belongs into. */
  branch: z.string(),
  sha: z.string(),
  targetRef: z.string().startsWith('refs/heads/', 'there is no branch to merge into'),
});

/**
 * Opens the pull request of a run's branch: one, however often it is asked for. The branch is its identity at the forge,
 * so it is looked for before it is made, and after a crash. A branch that has an open one already goes on with that.
 */
export function openPullRequestTool(deps: ForgeDeps): Tool {
  return async (call) => {
    const parsed = Input.safeParse(call.input);
    if (!parsed.success) return invalidInput(parsed.error);
    const input = parsed.data;
    if (!input.repositoryId || input.provider === 'git') return { kind: 'done', output: null };
    const opened = await openRepositoryForge(deps.forge, call.tenantId, BigInt(input.repositoryId));
    if (!opened.ok) return forgeFailed(opened);
    const { repository, forge } = opened.value;
    const run = await deps.forge.db.read(call.tenantId, (tx) => readRunSummary(tx, call.runId));
    if (!run) throw new Error('a run of which a step is at work is not there');
    const title = oneLine(input.ticketRef ? `${input.ticketRef}: ${input.title}` : input.title).slice(0, 250);
    const body = writePullRequest({ ...input, runUrl: `${deps.forge.origin()}/runs/${call.runId}`, costCents: run.costCents });
    const outcome = await call.perform(planOf(forge, repository.full_name, { title, body, head: input.branch, base: input.targetRef.slice('refs/heads/'.length) }, input.sha, call.runId));
    if (outcome.kind !== 'applied') return endWithout(outcome);
    const pull = Opened.parse(outcome.result);
    return {
      kind: 'done', output: { number: pull.number, url: pull.url },
      commit: async (tx) => {
        const belongs = { projectId: run.projectId === null ? null : BigInt(run.projectId), ticketId: run.ticketId === null ? null : BigInt(run.ticketId), runId: call.runId };
        // The branch stands at what we pushed, also where the forge has not noticed yet.
        await keepPullRequest(deps.forge, tx, repository.id, { ...pull, headSha: input.sha }, belongs);
      },
    };
  };
}

/** What the ledger keeps of it. */
const Opened = z.object({
  number: z.int(), title: z.string(), url: z.string(), state: z.enum(['open', 'merged', 'closed']), headRef: z.string(), headSha: z.string(), baseRef: z.string(), mergedAt: z.string().nullable(), updatedAt: z.string(),
}) satisfies z.ZodType<ForgePullRequest>;

function planOf(forge: ForgeAdapter, repository: string, wanted: NewPullRequest, sha: string, runId: bigint): EffectPlan {
  const find = async (): Promise<Reconciled> => {
    const found = await forge.findPullRequest(repository, wanted.head);
    if (!found.ok) return { kind: 'unknown', reason: found.message };
    return found.value !== null && standsFor(found.value, sha) ? { kind: 'applied', result: found.value } : { kind: 'not_applied' };
  };
  return {
    kind: 'forge.pull_request',
    idempotencyKey: `forge.pull_request:${runId}:${repository}:${wanted.head}`,
    request: { repository, title: wanted.title, head: wanted.head, base: wanted.base },
    attempt: async () => {
      const there = await find();
      if (there.kind !== 'not_applied') return there.kind === 'applied' ? there : { kind: 'refused', error: { code: 'forge_unreachable', message: there.reason }, retryable: true };
      const made = await forge.createPullRequest(repository, wanted);
      if (made.ok) return { kind: 'applied', result: made.value };
      const since = made.code === 'unprocessable' ? await find() : null;
      return since?.kind === 'applied' ? since : toAttempted(made);
    },
    reconcile: find,
  };
}

/** An open one of the branch, or one of exactly this commit that somebody was quick to merge. */
function standsFor(pull: ForgePullRequest, sha: string): boolean {
  return pull.state === 'open' || pull.headSha === sha;
}
