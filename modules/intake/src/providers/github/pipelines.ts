import { z } from 'zod';
import { eventFrom, noTime, text, timestamp } from '../to-event.ts';
import { Repository, repositoryOf } from './repository.ts';

/** GitHub has more words for "not yet": requested, waiting, pending. */
function statusOf(status: string): 'queued' | 'in_progress' | 'completed' {
  return status === 'completed' || status === 'in_progress' ? status : 'queued';
}

const WorkflowRunPayload = z.object({
  repository: Repository,
  workflow: z.object({ name: z.string(), path: z.string().nullish() }).nullish(),
  workflow_run: z.object({
    id: z.number(), name: z.string().nullish(), path: z.string().nullish(), status: z.string().nullish(), conclusion: z.string().nullish(), html_url: z.string(),
    head_sha: z.string(), head_branch: z.string().nullish(), run_number: z.int(), run_attempt: z.int().nullish(),
    created_at: z.string().nullish(), run_started_at: z.string().nullish(), updated_at: z.string().nullish(),
  }),
});

export const workflowRun = eventFrom(WorkflowRunPayload, ({ workflow_run: run, workflow, repository }) => {
  const status = statusOf(run.status ?? 'queued');
  const at = timestamp(run.updated_at);
  return {
    kind: 'pipeline', repository: repositoryOf(repository), at, externalRunId: String(run.id), workflow: { name: text(workflow?.name ?? run.name), path: workflow?.path ?? run.path ?? null },
    status, conclusion: run.conclusion ?? null, url: text(run.html_url), headSha: run.head_sha, headRef: run.head_branch ?? '', number: run.run_number, attempt: run.run_attempt ?? 1,
    startedAt: timestamp(run.run_started_at ?? run.created_at), completedAt: status === 'completed' ? at : null, updatedAt: at ?? noTime,
  };
});

const CheckRunPayload = z.object({
  repository: Repository,
  check_run: z.object({ name: z.string(), head_sha: z.string(), status: z.string(), conclusion: z.string().nullish(), html_url: z.string().nullish(), started_at: z.string().nullish(), completed_at: z.string().nullish() }),
});

export const checkRun = eventFrom(CheckRunPayload, ({ check_run: check, repository }) => ({
  kind: 'check', repository: repositoryOf(repository), at: timestamp(check.completed_at ?? check.started_at), name: text(check.name), headSha: check.head_sha,
  status: statusOf(check.status), conclusion: check.conclusion ?? null, url: text(check.html_url),
}));

const StatusPayload = z.object({ repository: Repository, sha: z.string(), context: z.string(), state: z.string(), target_url: z.string().nullish(), updated_at: z.string().nullish() });

/** The older way to report a check: `pending`, `success`, `failure` or `error`. */
export const commitStatus = eventFrom(StatusPayload, ({ repository, sha, context, state, target_url, updated_at }) => ({
  kind: 'check', repository: repositoryOf(repository), at: timestamp(updated_at), name: text(context), headSha: sha,
  status: state === 'pending' ? 'in_progress' : 'completed', conclusion: state === 'pending' ? null : state === 'error' ? 'failure' : state, url: text(target_url),
}));
