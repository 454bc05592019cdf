import type { TenantRead, TenantTx } from '@lime/db';
import type { GateRow } from './gates.ts';

export type ApprovalRow = { id: bigint; gate_id: bigint; sha256: string; by: string; decision: 'approve' | 'reject'; note: string; at: Date };

export async function insertApproval(tx: TenantTx, approval: { gateId: bigint; sha256: string; userId: bigint; decision: string; note: string; acknowledgedSecrets: boolean }): Promise<void> {
  await tx.sql`
    INSERT INTO approvals (tenant_id, gate_id, sha256, user_id, decision, note, acknowledged_secrets)
    VALUES (${tx.tenantId}, ${approval.gateId}, ${approval.sha256}, ${approval.userId}, ${approval.decision}, ${approval.note}, ${approval.acknowledgedSecrets})`;
}

/** Approvals of the gate's present content alone: those of other content do not count. */
export async function countApprovals(tx: TenantRead, gate: Pick<GateRow, 'id' | 'sha256'>): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`
    SELECT count(*)::int AS count FROM approvals
    WHERE tenant_id = ${tx.tenantId} AND gate_id = ${gate.id} AND sha256 = ${gate.sha256} AND decision = 'approve'`;
  return row?.count ?? 0;
}

export async function hasDecided(tx: TenantRead, gate: Pick<GateRow, 'id' | 'sha256'>, userId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    SELECT 1 FROM approvals WHERE tenant_id = ${tx.tenantId} AND gate_id = ${gate.id} AND user_id = ${userId} AND sha256 = ${gate.sha256}`;
  return rows.length > 0;
}

export async function readApprovalsOf(tx: TenantRead, gateIds: bigint[]): Promise<ApprovalRow[]> {
  if (gateIds.length === 0) return [];
  return await tx.sql`
    SELECT a.id, a.gate_id, a.sha256, coalesce(nullif(u.name, ''), u.email) AS by, a.decision, a.note, a.at
    FROM approvals a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
    WHERE a.tenant_id = ${tx.tenantId} AND a.gate_id = ANY(${`{${gateIds.join(',')}}`}::text::bigint[]) ORDER BY a.id`;
}
