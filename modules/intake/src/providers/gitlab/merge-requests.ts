import { z } from 'zod';
import { eventFrom, ignored, text, timestamp } from '../to-event.ts';
import { Project, repositoryOf, User } from './project.ts';

const MergeRequest = z.object({
  iid: z.int(), title: z.string(), source_branch: z.string(), target_branch: z.string(), source_project_id: z.number().nullish(), target_project_id: z.number().nullish(),
  last_commit: z.object({ id: z.string() }).nullish(),
});
const Reviewers = z.array(z.object({ username: z.string().optional(), state: z.string().nullish() })).nullish();

const MergeRequestPayload = z.object({
  user: User, project: Project,
  object_attributes: MergeRequest.extend({ action: z.string().nullish(), url: z.string().nullish(), draft: z.boolean().nullish(), work_in_progress: z.boolean().nullish(), updated_at: z.string().nullish() }),
  changes: z.object({ draft: z.object({ previous: z.boolean().nullish(), current: z.boolean().nullish() }).nullish(), reviewers: z.object({ previous: Reviewers, current: Reviewers }).nullish() }).nullish(),
});
type MergeRequestPayload = z.output<typeof MergeRequestPayload>;

/** `approval` is one person's; `approved` comes when nobody else's is needed. */
const verdicts = new Map([['approved', 'approved'], ['unapproved', 'dismissed']] as const);

function verdictOf({ object_attributes: { action }, changes }: MergeRequestPayload): 'approved' | 'dismissed' | 'changes_requested' | null {
  const asking = (reviewers: z.output<typeof Reviewers>) => (reviewers ?? []).filter((reviewer) => reviewer.state === 'requested_changes').length;
  if (action === 'update' && asking(changes?.reviewers?.current) > asking(changes?.reviewers?.previous)) return 'changes_requested';
  return [...verdicts].find(([theirs]) => theirs === action)?.[1] ?? null;
}

function actionOf({ object_attributes: merge, changes }: MergeRequestPayload): 'opened' | 'updated' | 'closed' | 'merged' {
  if (merge.action === 'merge') return 'merged';
  if (merge.action === 'close') return 'closed';
  const draft = merge.draft ?? merge.work_in_progress ?? false;
  const readied = merge.action === 'update' && changes?.draft?.previous === true && changes.draft.current === false;
  return readied || (!draft && (merge.action === 'open' || merge.action === 'reopen')) ? 'opened' : 'updated';
}

export const mergeRequest = eventFrom(MergeRequestPayload, (payload) => {
  const { object_attributes: merge, project, user } = payload;
  const fork = merge.source_project_id !== merge.target_project_id;
  const told = {
    repository: repositoryOf(project), at: timestamp(merge.updated_at), number: merge.iid, title: text(merge.title), url: text(merge.url), author: user?.username ?? '',
    head: { ref: merge.source_branch, sha: merge.last_commit?.id ?? '' },
  };
  const state = verdictOf(payload);
  // Only who takes part in the project can give a verdict there; anybody can offer a merge from a fork of a public one.
  if (state !== null) return { kind: 'review', ...told, pullUrl: told.url, state, body: '', outsider: false };
  return { kind: 'pull_request', ...told, action: actionOf(payload), base: { ref: merge.target_branch }, outsider: fork && project.visibility_level === 20 };
});

const NotePayload = z.object({
  user: User, project: Project, merge_request: MergeRequest.nullish(),
  object_attributes: z.object({
    note: z.string().nullish(), noteable_type: z.string().nullish(), url: z.string().nullish(), action: z.string().nullish(), created_at: z.string().nullish(),
    position: z.object({ new_path: z.string().nullish(), old_path: z.string().nullish(), new_line: z.int().nullish(), old_line: z.int().nullish() }).nullish(),
  }),
});

export const note = eventFrom(NotePayload, ({ user, project, merge_request, object_attributes: told }) => {
  if (!merge_request) return ignored('the comment is not on a merge request');
  if (told.action === 'update') return ignored('nothing here follows from a comment that was changed');
  return {
    kind: 'review_comment', repository: repositoryOf(project), at: timestamp(told.created_at), number: merge_request.iid, author: user?.username ?? '', body: text(told.note), url: text(told.url),
    path: told.position?.new_path ?? told.position?.old_path ?? null, line: told.position?.new_line ?? told.position?.old_line ?? null,
    // Anybody may comment in a public project, and nothing here says who has a part in it.
    outsider: project.visibility_level === 20,
  };
});
