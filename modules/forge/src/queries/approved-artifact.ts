import type { TenantTx } from '@lime/db';

/** When the artifact was made, if a gate has approved exactly this content of it. */
export async function readApprovedArtifact(tx: TenantTx, runId: bigint, artifact: { id: bigint; sha256: string }): Promise<{ created_at: Date } | null> {
  const [row]: { created_at: Date }[] = await tx.sql`
    SELECT a.created_at FROM artifacts a JOIN gates g ON g.tenant_id = a.tenant_id AND g.artifact_id = a.id AND g.sha256 = a.sha256 AND g.status = 'approved'
    WHERE a.tenant_id = ${tx.tenantId} AND a.run_id = ${runId} AND a.id = ${artifact.id} AND a.sha256 = ${artifact.sha256}`;
  return row ?? null;
}
