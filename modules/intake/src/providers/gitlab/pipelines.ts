import { z } from 'zod';
import { eventFrom, noTime, text, timestamp } from '../to-event.ts';
import { Project, repositoryOf } from './project.ts';

const ended = ['success', 'failed', 'canceled', 'skipped'];

const PipelinePayload = z.object({
  project: Project,
  object_attributes: z.object({
    id: z.number(), iid: z.int().nullish(), name: z.string().nullish(), ref: z.string().nullish(), sha: z.string(), status: z.string(), url: z.string().nullish(),
    created_at: z.string().nullish(), finished_at: z.string().nullish(), queued_duration: z.number().nullish(),
  }),
});

/** A pipeline says when it was made and when it ended; when it started follows from how long it had waited. */
export const pipeline = eventFrom(PipelinePayload, ({ project, object_attributes: told }) => {
  const made = timestamp(told.created_at);
  const begun = told.status === 'running' || ended.includes(told.status);
  const startedAt = made !== null && begun ? new Date(Date.parse(made) + (told.queued_duration ?? 0) * 1000).toISOString() : null;
  const completedAt = ended.includes(told.status) ? timestamp(told.finished_at) : null;
  const at = completedAt ?? startedAt ?? made;
  return {
    kind: 'pipeline', repository: repositoryOf(project), at, externalRunId: String(told.id), workflow: { name: text(told.name ?? 'pipeline'), path: '.gitlab-ci.yml' },
    status: ended.includes(told.status) ? 'completed' : told.status === 'running' ? 'in_progress' : 'queued', conclusion: ended.includes(told.status) ? told.status : null,
    url: text(told.url ?? (project.web_url ? `${project.web_url}/-/pipelines/${told.id}` : '')), headSha: told.sha, headRef: told.ref ?? '', number: told.iid ?? told.id, attempt: 1, startedAt, completedAt, updatedAt: at ?? noTime,
  };
});

const PushPayload = z.object({ project: Project, ref: z.string(), before: z.string(), after: z.string() });

export const push = eventFrom(PushPayload, ({ project, ref, before, after }) => ({ kind: 'push', repository: repositoryOf(project), at: null, ref, before, after }));
