import type { z } from 'zod';
import type { NewArtifact } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { insertArtifact, insertArtifactParent } from '../sql/artifacts.ts';

/**
 * Records what a step has made, with its lineage (`parents` are indexes into the same list; one
 * that points nowhere is left out).
 */
export async function recordArtifacts(tx: TenantTx, runId: bigint, stepId: bigint, artifacts: z.output<typeof NewArtifact>[]): Promise<void> {
  const ids: bigint[] = [];
  for (const artifact of artifacts) ids.push(await insertArtifact(tx, runId, stepId, artifact));
  for (const [index, artifactId] of ids.entries()) {
    for (const parent of artifacts[index]?.parents ?? []) {
      const parentId = ids[parent];
      if (parentId !== undefined) await insertArtifactParent(tx, artifactId, parentId);
    }
  }
}
