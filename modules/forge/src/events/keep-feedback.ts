import type { TenantTx } from '@lime/db';
import { insertFeedback, type NewFeedback } from '../sql/pull-request-feedback.ts';
import type { PullRequestRow } from '../sql/pull-requests.ts';
import { followUpQueue, type ForgeEvents } from './forge-events.ts';

/** More of it helps nobody. Characters. */
const longestBody = 30_000;

/** Keeps what was said, once, brings it back to the ticket, and lets it start a run where it may. */
export async function keepFeedback(events: ForgeEvents, tx: TenantTx, pullRequest: PullRequestRow, said: Omit<NewFeedback, 'pullRequestId'>, { mayStart }: { mayStart: boolean }): Promise<string[]> {
  const feedback = { ...said, body: said.body.slice(0, longestBody), pullRequestId: pullRequest.id };
  const id = await insertFeedback(tx, feedback);
  if (id === null) return [];
  await events.onFeedback(tx, { ...feedback, id, pullRequest });
  if (mayStart && pullRequest.state === 'open' && pullRequest.run_id !== null) await events.queue.send(tx, followUpQueue, [{ tenantId: String(tx.tenantId), feedbackId: String(id) }]);
  return [`What ${said.author} said about pull request ${pullRequest.number} of ${pullRequest.full_name} came back to its ticket`];
}
