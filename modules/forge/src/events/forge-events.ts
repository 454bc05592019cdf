import type { PullRequestFeedback } from '@lime/contracts';
import type { Queue, TenantTx } from '@lime/db';
import type { ForgeContext } from '../context.ts';
import type { PullRequestRow } from '../sql/pull-requests.ts';

/** Something that was said about a pull request. */
export type Feedback = Pick<PullRequestFeedback, 'kind' | 'author' | 'body' | 'url'> & { id: bigint; pullRequest: PullRequestRow };

/** What has become of the runs that earlier feedback started. */
export type FollowUps = { count: number; latest: bigint | null };

/** Whose a pull request is, as the factory finds it by its branch and title. */
export type EventTicket = { ticketId: bigint; projectId: bigint; runId: bigint | null } | null;

/** What events of forges are applied with. */
export type ForgeEvents = {
  forge: ForgeContext;
  queue: Pick<Queue, 'send'>;
  /** Brings feedback back to the ticket, in the transaction that keeps it. */
  onFeedback(tx: TenantTx, feedback: Feedback): Promise<void>;
  /** Starts a run that does what the feedback asks for, if the project lets it; null when none was started. Refuses by throwing a ProblemError. */
  startFollowUp(tx: TenantTx, feedback: Feedback, before: FollowUps): Promise<bigint | null>;
};

/** A pull request's check has failed: its log is read outside of any transaction. */
export const checkFailedQueue = 'forge.check_failed';
/** A repository that its forge calls otherwise by now: what it is, is asked outside of any transaction. */
export const followQueue = 'forge.follow_repository';
/** Feedback may start a run, in a transaction of its own: what is refused there takes nothing with it. */
export const followUpQueue = 'forge.follow_up';
