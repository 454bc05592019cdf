import type { BlobStore } from '@lime/runs';
import type { TenantRead } from '@lime/db';

export type KeptTalk = { kind: 'kept'; bytes: Uint8Array } | { kind: 'no_call' } | { kind: 'not_kept' };

/** What was asked in a call, or answered, as it was kept: with secrets masked. */
export async function readKeptTalk(blobs: BlobStore, tx: TenantRead, callId: bigint, part: 'request' | 'answer'): Promise<KeptTalk> {
  const [call]: { request_sha256: string | null; answer_sha256: string | null }[] = await tx.sql`
    SELECT request_sha256, answer_sha256 FROM model_calls WHERE tenant_id = ${tx.tenantId} AND id = ${callId}`;
  if (!call) return { kind: 'no_call' };
  const sha256 = part === 'request' ? call.request_sha256 : call.answer_sha256;
  const bytes = sha256 === null ? null : await blobs.get(tx.tenantId, sha256);
  return bytes === null ? { kind: 'not_kept' } : { kind: 'kept', bytes };
}
