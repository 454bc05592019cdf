import { sha256Hex } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';

export type ApprovedContent = { kind: 'content'; bytes: Uint8Array; createdAt: Date } | { kind: 'refused'; error: { code: string; message: string } };

/**
 * The bytes that people approved, and nothing else: a gate of the run must be approved for exactly
 * this hash, and the stored bytes must still have it. `createdAt`: when the artifact was made.
 */
export async function readApprovedContent({ db, blobs }: Pick<RunsContext, 'db' | 'blobs'>, tenantId: bigint, runId: bigint, content: { artifactId: string; sha256: string }): Promise<ApprovedContent> {
  const artifact = await db.tenant(tenantId, (tx) => readApprovedArtifact(tx, runId, { id: BigInt(content.artifactId), sha256: content.sha256 }));
  if (!artifact) return { kind: 'refused', error: { code: 'approval_missing', message: 'Nobody has approved exactly this content.' } };
  const bytes = await blobs.get(tenantId, content.sha256);
  if (!bytes || sha256Hex(bytes) !== content.sha256) return { kind: 'refused', error: { code: 'content_damaged', message: 'The stored content is not what was approved any more.' } };
  return { kind: 'content', bytes, createdAt: artifact.created_at };
}

async function readApprovedArtifact(tx: TenantTx, runId: bigint, artifact: { id: bigint; sha256: string }): Promise<{ created_at: Date } | null> {
  const [row]: { created_at: Date }[] = await tx.sql`
    SELECT a.created_at FROM artifacts a JOIN gates g ON g.tenant_id = a.tenant_id AND g.artifact_id = a.id AND g.sha256 = a.sha256 AND g.status = 'approved'
    WHERE a.tenant_id = ${tx.tenantId} AND a.run_id = ${runId} AND a.id = ${artifact.id} AND a.sha256 = ${artifact.sha256}`;
  return row ?? null;
}
