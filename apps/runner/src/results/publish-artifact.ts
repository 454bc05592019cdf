import type { JsonObject, NewArtifact } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { retryUnreachable } from '../protocol/retry-unreachable.ts';
import type { StepWork } from '../run-assignment.ts';

type Content = { kind: string; name: string; mime: string; bytes: Uint8Array; parents?: number[]; metadata?: JsonObject };

/** Uploads an artifact's bytes and says so in the transcript. Null when the server will not have them, or the step stops. */
export async function publishArtifact({ api, held, emit, signal, log }: StepWork, { bytes, ...content }: Content): Promise<NewArtifact | null> {
  const sha256 = sha256Hex(bytes);
  const put = await retryUnreachable(() => api.putBlob(held, sha256, new Blob([bytes]), signal), { signal });
  if (put.kind !== 'ok') {
    log.warn({ kind: content.kind, outcome: put }, 'an artifact could not be uploaded');
    return null;
  }
  await emit({ type: 'artifact', kind: content.kind, name: content.name, sha256, size: bytes.byteLength });
  return { ...content, sha256, size: bytes.byteLength };
}

export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
