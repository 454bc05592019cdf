import { sha256Hex } from '@lime/kernel';
import type { CallResult, Connection } from './call-server.ts';

const fetchTimeoutMs = 300_000;

/** Fetches bytes that a step's work names by their hash, and holds them against it. */
export async function fetchBlob({ server, token }: Connection, held: { stepId: string; leaseToken: string }, { sha256, size }: { sha256: string; size: number }, signal: AbortSignal): Promise<CallResult<Uint8Array>> {
  try {
    const response = await fetch(`${server}/runner/v1/steps/${held.stepId}/blobs/${sha256}`, {
      headers: { authorization: `Bearer ${token}`, 'lime-lease': held.leaseToken },
      signal: AbortSignal.any([signal, AbortSignal.timeout(fetchTimeoutMs)]),
    });
    if (response.status >= 500 || response.status === 429) return { kind: 'unreachable', message: `the server answered ${response.status}` };
    if (response.status === 409) return { kind: 'lease_lost' };
    if (!response.ok) return { kind: 'refused', status: response.status, code: 'blob_missing', message: `the server has no content ${sha256} for this step (${response.status})` };
    const bytes = await response.bytes();
    if (bytes.byteLength === size && sha256Hex(bytes) === sha256) return { kind: 'ok', value: bytes };
    return { kind: 'unreachable', message: `the content that came for ${sha256} is not what its name says` };
  } catch (error) {
    return { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}
