import type { TenantRead, TenantTx } from '@lime/db';

/** Keeps everybody else from attaching this content, and from removing it, until the transaction ends. */
export async function lockContent(tx: TenantTx, sha256: string): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended(${`content:${tx.tenantId}:${sha256}`}, 0))`;
}

/** Whether anything on record has this content, or a run that has not ended is given it. */
export async function isContentInUse(tx: TenantRead, sha256: string): Promise<boolean> {
  const file = [{ sha256 }];
  const rows: unknown[] = await tx.sql`
    SELECT 1 WHERE EXISTS (SELECT 1 FROM ticket_attachments WHERE tenant_id = ${tx.tenantId} AND sha256 = ${sha256})
      OR EXISTS (SELECT 1 FROM artifacts WHERE tenant_id = ${tx.tenantId} AND sha256 = ${sha256})
      OR EXISTS (SELECT 1 FROM ticket_imports WHERE tenant_id = ${tx.tenantId} AND sha256 = ${sha256})
      OR EXISTS (SELECT 1 FROM model_calls WHERE tenant_id = ${tx.tenantId} AND (request_sha256 = ${sha256} OR answer_sha256 = ${sha256}))
      OR EXISTS (
        SELECT 1 FROM runs r LEFT JOIN run_steps s ON s.tenant_id = r.tenant_id AND s.run_id = r.id
        WHERE r.tenant_id = ${tx.tenantId} AND r.status IN ('queued', 'running', 'waiting') AND (r.input->'files' @> ${file}::jsonb OR s.input->'files' @> ${file}::jsonb OR s.output->'files' @> ${file}::jsonb))`;
  return rows.length > 0;
}
