import type { JobData } from '@lime/db';
import { openRepositoryForge } from '../access/open-repository.ts';
import { readPullRequest } from '../sql/pull-requests.ts';
import type { ForgeEvents } from './forge-events.ts';
import { keepFeedback } from './keep-feedback.ts';

/** Reads the log of a check that failed, and brings it back to the ticket; a pull request that has gone on since is left alone. */
export async function takeFailedCheck(events: ForgeEvents, data: JobData): Promise<void> {
  const [tenantId, id] = [BigInt(data.tenantId), BigInt(data['pullRequestId'] ?? '0')];
  const { name = '', headSha = '', externalRunId = '', url = '' } = data;
  const pull = await events.forge.db.read(tenantId, (tx) => readPullRequest(tx, id));
  if (!pull || pull.state !== 'open' || pull.head_sha !== headSha) return;
  const log = externalRunId === '' ? '' : await readLog(events, tenantId, pull.repository_id, externalRunId);
  const body = `The check "${name}" failed at ${headSha.slice(0, 12)}.${log === '' ? '' : `\n\n${log}`}`;
  await events.forge.db.tenant(tenantId, async (tx) => {
    const now = await readPullRequest(tx, id);
    if (now) await keepFeedback(events, tx, now, { kind: 'checks_failed', dedupeKey: `check:${headSha}:${name}`, author: name, body, url: url === '' ? null : url }, { mayStart: true });
  });
}

/** Without its log the failure still counts. */
async function readLog({ forge: ctx }: ForgeEvents, tenantId: bigint, repositoryId: bigint, externalRunId: string): Promise<string> {
  const opened = await openRepositoryForge(ctx, tenantId, repositoryId);
  if (!opened.ok || opened.value.forge.pipelines === null) return '';
  const log = await opened.value.forge.pipelines.readFailureLog(opened.value.repository.full_name, externalRunId);
  return log.ok ? log.value : `Its log could not be read: ${log.message}`;
}
