import type { ForgeDeps } from './forge-deps.ts';
import { sha256Hex } from '@lime/kernel';
import { readApprovedArtifact } from './queries/approved-artifact.ts';

export type ApprovedDiff = { kind: 'diff'; bytes: Uint8Array; createdAt: Date } | { kind: 'refused'; error: { code: string; message: string } };

/**
 * The bytes that people approved, and nothing else: the gate must be approved for exactly this
 * hash, and the stored bytes must still have it.
 */
export async function readApprovedDiff(deps: ForgeDeps, tenantId: bigint, runId: bigint, diff: { artifactId: string; sha256: string }): Promise<ApprovedDiff> {
  const artifact = await deps.db.tenant(tenantId, (tx) => readApprovedArtifact(tx, runId, { id: BigInt(diff.artifactId), sha256: diff.sha256 }));
  if (!artifact) return { kind: 'refused', error: { code: 'approval_missing', message: 'Nobody has approved exactly this content.' } };
  const bytes = await deps.blobs.get(tenantId, diff.sha256);
  if (!bytes || sha256Hex(bytes) !== diff.sha256) return { kind: 'refused', error: { code: 'content_damaged', message: 'The stored content is not what was approved any more.' } };
  return { kind: 'diff', bytes, createdAt: artifact.created_at };
}
