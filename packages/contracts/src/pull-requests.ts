import { z } from 'zod';
import { Id, Timestamp } from './ids.ts';

export const PullRequestState = z.enum(['open', 'merged', 'closed']);
export const ReviewState = z.enum(['none', 'approved', 'changes_requested']);
export const ChecksState = z.enum(['none', 'pending', 'passed', 'failed']);
export const MergeMethod = z.enum(['merge', 'squash', 'rebase']);
export type MergeMethod = z.infer<typeof MergeMethod>;

/** What somebody, or a check, said about a pull request. `runId`: the run that was started by it. */
export const PullRequestFeedback = z.object({ id: Id, kind: z.enum(['review', 'comment', 'checks_failed']), author: z.string(), body: z.string(), url: z.string().nullable(), runId: Id.nullable(), createdAt: Timestamp });
export type PullRequestFeedback = z.infer<typeof PullRequestFeedback>;

export const PullRequestView = z.object({
  id: Id,
  repositoryId: Id,
  repository: z.string(),
  projectId: Id.nullable(),
  ticketId: Id.nullable(),
  /** The run whose change it holds; null when a person opened it at the forge. */
  runId: Id.nullable(),
  number: z.int(),
  title: z.string(),
  url: z.string(),
  state: PullRequestState,
  headRef: z.string(),
  headSha: z.string(),
  baseRef: z.string(),
  reviewState: ReviewState,
  checksState: ChecksState,
  mergedAt: Timestamp.nullable(),
  version: z.int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type PullRequestView = z.infer<typeof PullRequestView>;

export const PullRequestDetail = PullRequestView.extend({ feedback: z.array(PullRequestFeedback) });
export type PullRequestDetail = z.infer<typeof PullRequestDetail>;

/** `POST /pull-requests/:id/merge`. `headSha`: what the person looked at; another head is refused. */
export const MergePullRequestBody = z.strictObject({ method: MergeMethod.default('merge'), headSha: z.string().regex(/^[0-9a-f]{12,64}$/, 'must be a commit as the pull request shows it').optional(), /** Merge although checks fail or have not ended, or a reviewer asks for changes; needs the permission "project.manage". */ force: z.boolean().default(false) });
export type MergePullRequestBody = z.input<typeof MergePullRequestBody>;
