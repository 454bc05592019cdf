import { z } from 'zod';
import { Timestamp } from './ids.ts';

/** Where a repository is kept. */
export const ForgeProvider = z.enum(['github', 'gitlab', 'bitbucket']);
export type ForgeProvider = z.infer<typeof ForgeProvider>;

/** The repository that an event tells of, by the forge's own names; `externalId` stays when it is renamed. */
const ForgeRepository = z.object({ provider: ForgeProvider, fullName: z.string(), externalId: z.string() });
const Head = z.object({ ref: z.string(), sha: z.string() });

/** Anybody on the internet may have done it: the repository is public, and the forge knows no part of theirs in it. It counts for nothing here. */
const Outsider = z.boolean();

const PullRequestEvent = z.object({
  kind: z.literal('pull_request'), action: z.enum(['opened', 'updated', 'closed', 'merged']),
  number: z.int(), title: z.string(), url: z.string(), head: Head, base: z.object({ ref: z.string() }), author: z.string(), outsider: Outsider,
});
/** A verdict on a pull request, with as much of the pull request as it takes to find its ticket. `url` is the verdict's own, `pullUrl` the pull request's. */
const ReviewEvent = z.object({
  kind: z.literal('review'), state: z.enum(['approved', 'changes_requested', 'commented', 'dismissed']),
  number: z.int(), title: z.string(), head: Head, author: z.string(), outsider: Outsider, body: z.string(), url: z.string(), pullUrl: z.string(),
});
/** A remark about a pull request; `path` and `line` are null when it is about the whole. Of a program too `outsider` is true: nothing follows from what it says but that it is shown. */
const ReviewCommentEvent = z.object({
  kind: z.literal('review_comment'), number: z.int(), author: z.string(), path: z.string().nullable(), line: z.int().nullable(), body: z.string(), url: z.string(), outsider: Outsider,
});
/** A build pipeline's run: GitHub's workflow run, GitLab's pipeline. `status` is ours, `conclusion` the forge's own word. */
const PipelineEvent = z.object({
  kind: z.literal('pipeline'), externalRunId: z.string(), workflow: z.object({ name: z.string(), path: z.string().nullable() }),
  status: z.enum(['queued', 'in_progress', 'completed']), conclusion: z.string().nullable(), url: z.string(), headSha: z.string(), headRef: z.string(),
  number: z.int(), attempt: z.int(), startedAt: Timestamp.nullable(), completedAt: Timestamp.nullable(), updatedAt: Timestamp,
});
/** One check of a commit, from whoever reports checks to the forge. */
const CheckEvent = z.object({
  kind: z.literal('check'), name: z.string(), headSha: z.string(), status: z.enum(['queued', 'in_progress', 'completed']), conclusion: z.string().nullable(), url: z.string(),
});
const PushEvent = z.object({ kind: z.literal('push'), ref: z.string(), before: z.string(), after: z.string() });
/** A repository has another name, owner or default branch by now; what it is now is asked of the forge. */
const RepositoryEvent = z.object({ kind: z.literal('repository'), action: z.enum(['renamed', 'transferred', 'changed']) });
/** The app's installation has changed, or which repositories it may see. */
const InstallationEvent = z.object({
  kind: z.literal('installation'), action: z.enum(['created', 'deleted', 'suspended', 'unsuspended', 'repositories_changed']), installationId: z.string(), account: z.string(),
  added: z.array(ForgeRepository), removed: z.array(ForgeRepository),
});
/** Nothing of ours follows from it; the reason is shown with the delivery. */
const IgnoredEvent = z.object({ kind: z.literal('ignored'), reason: z.string() });

/**
 * What a forge told by a webhook, in words that are the same for every forge. `at` is the forge's own clock: of two
 * events about one thing, the one with the later `at` is the newer, however they arrive. Null when the forge says no time.
 */
export const ForgeEvent = z.intersection(
  z.object({ repository: ForgeRepository.nullable(), at: Timestamp.nullable() }),
  z.discriminatedUnion('kind', [PullRequestEvent, ReviewEvent, ReviewCommentEvent, PipelineEvent, CheckEvent, PushEvent, RepositoryEvent, InstallationEvent, IgnoredEvent]),
);
export type ForgeEvent = z.infer<typeof ForgeEvent>;

/** The events of one kind. */
export type ForgeEventOf<Kind extends ForgeEvent['kind']> = Extract<ForgeEvent, { kind: Kind }>;
