import type { TenantRead } from '@lime/db';
import type { PageWanted } from '@lime/http';
import type { GateRow } from './gates.ts';

/** Open gates that wait for this person, as `mayDecide` would say of each, oldest first; one more than the page holds. */
export async function readGatesFor(tx: TenantRead, { userId, roles }: { userId: bigint; roles: string[] }, { cursor, limit }: PageWanted): Promise<(GateRow & { secrets: unknown })[]> {
  return await tx.sql`
    SELECT g.*, a.metadata->'secrets' AS secrets
    FROM gates g JOIN artifacts a ON a.tenant_id = g.tenant_id AND a.id = g.artifact_id JOIN runs r ON r.tenant_id = g.tenant_id AND r.id = g.run_id
    WHERE g.tenant_id = ${tx.tenantId} AND g.status = 'open' AND (${cursor}::bigint IS NULL OR g.id > ${cursor})
      AND (jsonb_array_length(g.policy->'roles') = 0 OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(g.policy->'roles') role JOIN jsonb_array_elements_text(${roles}::jsonb) own ON own = role))
      AND ((g.policy->>'authorMayApprove')::boolean OR r.created_by IS DISTINCT FROM ${userId})
      AND NOT EXISTS (SELECT 1 FROM approvals d WHERE d.tenant_id = g.tenant_id AND d.gate_id = g.id AND d.user_id = ${userId} AND d.sha256 = g.sha256)
    ORDER BY g.id LIMIT ${limit + 1}`;
}
