import type { z } from 'zod';
import type { NewArtifact } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

/**
 * Records what a step has made, with its lineage (`parents` are indexes into the same list).
 */
export async function recordArtifacts(tx: TenantTx, runId: bigint, stepId: bigint, artifacts: z.output<typeof NewArtifact>[]): Promise<bigint[]> {
  const ids: bigint[] = [];
  for (const artifact of artifacts) {
    const [row]: { id: bigint }[] = await tx.sql`
      INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256, metadata)
      VALUES (${tx.tenantId}, ${runId}, ${stepId}, ${artifact.kind}, ${artifact.name}, ${artifact.mime}, ${artifact.size}, ${artifact.sha256}, ${artifact.metadata}::jsonb)
      RETURNING id`;
    if (!row) throw new Error('the artifact was not recorded');
    ids.push(row.id);
  }
  for (const [index, artifact] of artifacts.entries()) {
    for (const parent of artifact.parents) {
      await tx.sql`
        INSERT INTO artifact_parents (tenant_id, artifact_id, parent_id) VALUES (${tx.tenantId}, ${ids[index]}, ${ids[parent]})
        ON CONFLICT DO NOTHING`;
    }
  }
  return ids;
}
