import { z } from 'zod';
import type { ForgeEvent } from '@lime/contracts';
import { eventFrom, text, timestamp } from '../to-event.ts';
import { Link, nameOf, Repository, repositoryOf, User } from './repository.ts';

const Side = z.object({ branch: z.object({ name: z.string() }), commit: z.object({ hash: z.string() }).nullish(), repository: z.object({ uuid: z.string() }).nullish() });
const PullRequest = z.object({ id: z.int(), title: z.string(), source: Side, destination: Side, author: User, links: Link, draft: z.boolean().nullish(), updated_on: z.string().nullish(), reviewers: z.array(z.object({ uuid: z.string().nullish() })).nullish() });
const Payload = z.object({ actor: User, repository: Repository, pullrequest: PullRequest });

const about = ({ repository, pullrequest: pull }: z.output<typeof Payload>) => ({
  repository: repositoryOf(repository), at: timestamp(pull.updated_on), number: pull.id, title: text(pull.title), url: text(pull.links?.html?.href),
  head: { ref: pull.source.branch.name, sha: pull.source.commit?.hash ?? '' },
});

export const pullRequest = (action: 'opened' | 'updated' | 'closed' | 'merged') =>
  eventFrom(Payload, (payload) => {
    const { pullrequest: pull, repository } = payload;
    const fork = pull.source.repository?.uuid !== pull.destination.repository?.uuid;
    return {
      kind: 'pull_request', ...about(payload), action: action === 'opened' && pull.draft === true ? 'updated' : action, base: { ref: pull.destination.branch.name }, author: nameOf(pull.author),
      outsider: fork && repository.is_private === false,
    };
  });

const Verdict = z.object({ date: z.string().nullish() }).nullish();
const VerdictPayload = Payload.extend({ approval: Verdict, changes_request: Verdict });

/** Anybody may give one in a public repository; who was asked for one takes part in it. */
export const verdict = (state: Extract<ForgeEvent, { kind: 'review' }>['state']) =>
  eventFrom(VerdictPayload, (payload) => {
    const { actor, repository, pullrequest: pull, approval, changes_request } = payload;
    const asked = (pull.reviewers ?? []).some((reviewer) => reviewer.uuid && reviewer.uuid === actor?.uuid);
    return {
      kind: 'review', ...about(payload), at: timestamp(approval?.date ?? changes_request?.date) ?? timestamp(pull.updated_on),
      pullUrl: text(pull.links?.html?.href), state, author: nameOf(actor), body: '', outsider: repository.is_private === false && !asked,
    };
  });

const CommentPayload = Payload.extend({
  comment: z.object({ content: z.object({ raw: z.string().nullish() }).nullish(), inline: z.object({ path: z.string().nullish(), to: z.int().nullish(), from: z.int().nullish() }).nullish(), links: Link, created_on: z.string().nullish() }),
});

export const pullRequestComment = eventFrom(CommentPayload, ({ actor, repository, pullrequest, comment }) => ({
  kind: 'review_comment', repository: repositoryOf(repository), at: timestamp(comment.created_on), number: pullrequest.id, author: nameOf(actor), body: text(comment.content?.raw), url: text(comment.links?.html?.href),
  path: comment.inline?.path ?? null, line: comment.inline?.to ?? comment.inline?.from ?? null, outsider: repository.is_private === false,
}));
