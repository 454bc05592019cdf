import { z } from 'zod';
import { eventFrom, ignored, text, timestamp } from '../to-event.ts';
import { isOutsider, nameOf, Repository, repositoryOf, User } from './repository.ts';

const Side = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.number() }).nullish() });
const PullRequest = z.object({ number: z.int(), title: z.string(), html_url: z.string().nullish(), head: Side, base: Side, updated_at: z.string().nullish() });
const Payload = z.object({ action: z.string(), repository: Repository });

const PullRequestPayload = Payload.extend({
  pull_request: PullRequest.extend({ html_url: z.string(), user: User, draft: z.boolean().nullish(), merged: z.boolean().nullish(), merged_at: z.string().nullish(), author_association: z.string().optional() }),
});

/** A draft asks nobody to look at it yet: it counts as opened when it is ready. */
function actionOf({ action, pull_request: { draft, merged, merged_at } }: z.output<typeof PullRequestPayload>): 'opened' | 'updated' | 'closed' | 'merged' {
  if (action === 'closed') return merged === true || (merged_at !== null && merged_at !== undefined) ? 'merged' : 'closed';
  return ['opened', 'reopened', 'ready_for_review'].includes(action) && draft !== true ? 'opened' : 'updated';
}

export const pullRequest = eventFrom(PullRequestPayload, (payload) => {
  const { pull_request: pull, repository } = payload;
  return {
    kind: 'pull_request', repository: repositoryOf(repository), at: timestamp(pull.updated_at), action: actionOf(payload),
    number: pull.number, title: text(pull.title), url: text(pull.html_url), head: { ref: pull.head.ref, sha: pull.head.sha }, base: { ref: pull.base.ref }, author: nameOf(pull.user),
    // Who can push a branch to the repository itself is no outsider.
    outsider: pull.head.repo?.id !== pull.base.repo?.id && isOutsider(repository, pull.author_association),
  };
});

const State = z.string().toLowerCase().pipe(z.enum(['approved', 'changes_requested', 'commented', 'dismissed']));
const ReviewPayload = Payload.extend({
  pull_request: PullRequest,
  review: z.object({ state: State, user: User, body: z.string().nullish(), html_url: z.string(), submitted_at: z.string().nullish(), author_association: z.string().optional() }),
});

export const review = eventFrom(ReviewPayload, ({ action, review: { state, user, body, html_url, submitted_at, author_association }, pull_request: pull, repository }) => ({
  kind: 'review', repository: repositoryOf(repository), at: timestamp(action === 'dismissed' ? pull.updated_at : (submitted_at ?? pull.updated_at)), state: action === 'dismissed' ? 'dismissed' : state,
  number: pull.number, title: text(pull.title), head: { ref: pull.head.ref, sha: pull.head.sha }, author: nameOf(user), body: text(body), url: text(html_url), pullUrl: text(pull.html_url), outsider: isOutsider(repository, author_association),
}));

const Comment = z.object({ user: User, author_association: z.string().optional(), body: z.string().nullish(), html_url: z.string(), created_at: z.string().nullish() });
const insiders = ['OWNER', 'MEMBER', 'COLLABORATOR'];
/**
 * Whether a remark counts for nothing here: anybody may have made it, or it was made by a program. It may tell an agent what
 * to do: in a public repository, one change that was merged once is no leave for that.
 */
function saysNothing(repository: z.output<typeof Repository>, { user, author_association: association = 'NONE' }: z.output<typeof Comment>): boolean {
  return user?.type === 'Bot' || (repository.private !== true && !insiders.includes(association));
}

const ReviewCommentPayload = Payload.extend({ pull_request: PullRequest, comment: Comment.extend({ path: z.string().nullish(), line: z.int().nullish(), original_line: z.int().nullish() }) });

export const reviewComment = eventFrom(ReviewCommentPayload, ({ action, comment, pull_request: pull, repository }) => {
  if (action !== 'created') return ignored(`nothing here follows from a comment that was ${action}`);
  return {
    kind: 'review_comment', repository: repositoryOf(repository), at: timestamp(comment.created_at), number: pull.number, author: nameOf(comment.user), body: text(comment.body), url: text(comment.html_url),
    path: comment.path ?? null, line: comment.line ?? comment.original_line ?? null, outsider: saysNothing(repository, comment),
  };
});

const IssueCommentPayload = Payload.extend({ issue: z.object({ number: z.int(), pull_request: z.looseObject({}).nullish() }), comment: Comment });

/** Comments on a pull request's page come as comments on an issue. */
export const issueComment = eventFrom(IssueCommentPayload, ({ action, issue, comment, repository }) => {
  if (!issue.pull_request) return ignored('the comment is on an issue, not on a pull request');
  if (action !== 'created') return ignored(`nothing here follows from a comment that was ${action}`);
  return { kind: 'review_comment', repository: repositoryOf(repository), at: timestamp(comment.created_at), number: issue.number, author: nameOf(comment.user), body: text(comment.body), url: text(comment.html_url), path: null, line: null, outsider: saysNothing(repository, comment) };
});
