import { ProblemError } from '@lime/kernel';
import type { JobData } from '@lime/db';
import { countFollowUps, lockFeedback, setFollowUp } from '../sql/pull-request-feedback.ts';
import { readPullRequest } from '../sql/pull-requests.ts';
import type { ForgeEvents } from './forge-events.ts';

/** Has feedback done something about: by a run, when it has started none yet and the project lets it. */
export async function followUp(events: ForgeEvents, data: JobData): Promise<void> {
  const [tenantId, feedbackId] = [BigInt(data.tenantId), BigInt(data['feedbackId'] ?? '0')];
  try {
    await events.forge.db.tenant(tenantId, async (tx) => {
      const feedback = await lockFeedback(tx, feedbackId);
      const pullRequest = feedback && (await readPullRequest(tx, feedback.pull_request_id));
      if (!feedback || feedback.run_id !== null || pullRequest?.state !== 'open') return;
      const runId = await events.startFollowUp(tx, { id: feedbackId, kind: feedback.kind, author: feedback.author, body: feedback.body, url: feedback.url, pullRequest }, await countFollowUps(tx, pullRequest.id));
      if (runId !== null) await setFollowUp(tx, feedbackId, runId);
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    events.forge.logger.info({ problem: error.problem, feedbackId: String(feedbackId) }, 'a follow-up was not started');
  }
}
