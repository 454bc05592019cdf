import type { PullRequestFeedback } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export type NewFeedback = { pullRequestId: bigint; kind: PullRequestFeedback['kind']; dedupeKey: string; author: string; body: string; url: string | null };

/** Null when it was told before. */
export async function insertFeedback(tx: TenantTx, feedback: NewFeedback): Promise<bigint | null> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO pull_request_feedback (tenant_id, pull_request_id, kind, dedupe_key, author, body, url)
    VALUES (${tx.tenantId}, ${feedback.pullRequestId}, ${feedback.kind}, ${feedback.dedupeKey}, ${feedback.author}, ${feedback.body}, ${feedback.url})
    ON CONFLICT (tenant_id, pull_request_id, dedupe_key) DO NOTHING RETURNING id`;
  return row?.id ?? null;
}

export async function readFeedback(tx: TenantRead, pullRequestId: bigint): Promise<PullRequestFeedback[]> {
  const rows: { id: bigint; kind: PullRequestFeedback['kind']; author: string; body: string; url: string | null; run_id: bigint | null; created_at: Date }[] = await tx.sql`
    SELECT id, kind, author, body, url, run_id, created_at FROM pull_request_feedback WHERE tenant_id = ${tx.tenantId} AND pull_request_id = ${pullRequestId} ORDER BY id DESC LIMIT 200`;
  return rows.toReversed().map((row) => ({ id: String(row.id), kind: row.kind, author: row.author, body: row.body, url: row.url, runId: row.run_id === null ? null : String(row.run_id), createdAt: row.created_at.toISOString() }));
}

/** How many runs the feedback of a pull request has started, and the latest of them. */
export async function countFollowUps(tx: TenantRead, pullRequestId: bigint): Promise<{ count: number; latest: bigint | null }> {
  const [row]: { count: number; latest: bigint | null }[] = await tx.sql`
    SELECT count(DISTINCT run_id)::int AS count, max(run_id) AS latest FROM pull_request_feedback WHERE tenant_id = ${tx.tenantId} AND pull_request_id = ${pullRequestId} AND run_id IS NOT NULL`;
  return row ?? { count: 0, latest: null };
}

export async function setFollowUp(tx: TenantTx, feedbackId: bigint, runId: bigint): Promise<void> {
  await tx.sql`UPDATE pull_request_feedback SET run_id = ${runId} WHERE tenant_id = ${tx.tenantId} AND id = ${feedbackId}`;
}

export type FeedbackRow = { pull_request_id: bigint; kind: PullRequestFeedback['kind']; author: string; body: string; url: string | null; run_id: bigint | null };

/** Feedback, while nobody else starts anything for its pull request. */
export async function lockFeedback(tx: TenantTx, id: bigint): Promise<FeedbackRow | null> {
  await tx.sql`
    SELECT p.id FROM pull_requests p JOIN pull_request_feedback f ON f.tenant_id = p.tenant_id AND f.pull_request_id = p.id
    WHERE f.tenant_id = ${tx.tenantId} AND f.id = ${id} FOR NO KEY UPDATE OF p`;
  const [row]: FeedbackRow[] = await tx.sql`SELECT pull_request_id, kind, author, body, url, run_id FROM pull_request_feedback WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
  return row ?? null;
}
