import type { z } from 'zod';
import type { MergePullRequestBody, WorkflowSpec } from '@lime/contracts';
import { type Problem, notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { mayDo, type Principal } from '@lime/http';
import { type RunsContext, startRun } from '@lime/runs';
import { type PullRequestRow, readPullRequest } from '../sql/pull-requests.ts';

/** What starts runs. */
export type MergeDeps = { runs: Pick<RunsContext, 'queue' | 'dispatch' | 'announcer' | 'onRunChanged'>; workflows: ReadonlyMap<string, WorkflowSpec> };

type Body = z.output<typeof MergePullRequestBody>;

/**
 * Starts the run that merges a pull request, which looks again at all of this when it comes to it. 409 when it is not
 * open, `head_changed` when another head was looked at, `changes_requested` and `checks_failing` unless forced; forcing takes "project.manage".
 */
export async function mergePullRequest({ runs, workflows }: MergeDeps, tx: TenantTx, person: Principal, id: bigint, { method, headSha, force }: Body): Promise<bigint> {
  const row = (await readPullRequest(tx, id)) ?? refuse(notFound('pull request'));
  const problem = whyNot(row, headSha ?? row.head_sha, force);
  if (problem) refuse(problem);
  if (force && !mayDo(person, 'project.manage')) refuse({ status: 403, code: 'force_not_allowed', title: 'Not permitted', detail: 'Merging against its checks or its reviewers needs the permission "project.manage".' });
  const spec = workflows.get('forge.merge.v1');
  if (!spec) throw new Error('the workflow that merges is not loaded');
  const runId = await startRun(runs, tx, { actor: person, spec, title: `Merge ${row.full_name}#${row.number}`, input: { pullRequestId: String(id), method, headSha: headSha ?? row.head_sha, force }, ...belongsTo(row) });
  recordAudit(tx, { actor: person, action: 'pull_request.merge', target: { type: 'pull_request', id }, payload: { repository: row.full_name, number: row.number, method, force, runId: String(runId) } });
  return runId;
}

/** It stands among the runs of the project and the ticket whose change it merges. */
function belongsTo({ project_id, ticket_id }: PullRequestRow): { projectId?: bigint; ticketId?: bigint } {
  return { ...(project_id !== null && { projectId: project_id }), ...(ticket_id !== null && { ticketId: ticket_id }) };
}

function whyNot(row: PullRequestRow, headSha: string, force: boolean): Problem | null {
  if (row.state !== 'open') return { status: 409, code: 'pull_request_closed', title: 'Not open', detail: `The pull request is ${row.state}.` };
  if (row.head_sha !== headSha) return { status: 409, code: 'head_changed', title: 'Changed meanwhile', detail: 'The branch has other commits than those that you looked at. Look again, then decide.' };
  if (!force && row.review_state === 'changes_requested') return { status: 409, code: 'changes_requested', title: 'Changes are requested', detail: 'A reviewer asks for changes. Make them, have it reviewed again, or merge with "force" if you may.' };
  if (force || row.checks_state === 'passed' || row.checks_state === 'none') return null;
  const detail = row.checks_state === 'failed' ? 'Checks of this pull request fail.' : 'Checks of this pull request have not ended yet.';
  return { status: 409, code: 'checks_failing', title: 'Not green', detail: `${detail} Wait, mend it, or merge with "force" if you may.` };
}
