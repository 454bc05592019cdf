import type { NewArtifact } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { z } from 'zod';

export async function insertArtifact(tx: TenantTx, runId: bigint, stepId: bigint, artifact: z.output<typeof NewArtifact>): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256, metadata)
    VALUES (${tx.tenantId}, ${runId}, ${stepId}, ${artifact.kind}, ${artifact.name}, ${artifact.mime}, ${artifact.size}, ${artifact.sha256}, ${artifact.metadata}::jsonb)
    RETURNING id`;
  if (!row) throw new Error('the artifact was not recorded');
  return row.id;
}

/** Notes that an artifact was made from another. */
export async function insertArtifactParent(tx: TenantTx, artifactId: bigint, parentId: bigint): Promise<void> {
  await tx.sql`
    INSERT INTO artifact_parents (tenant_id, artifact_id, parent_id) VALUES (${tx.tenantId}, ${artifactId}, ${parentId})
    ON CONFLICT DO NOTHING`;
}
