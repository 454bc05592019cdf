import { maxKeptBytes } from '../tunables.ts';
import type { OpenCall } from './call.ts';

/** Keeps what passes by, up to a limit, only for tenants that want it kept. */
export function createKeeper(call: OpenCall): { chunks: Uint8Array[]; add(chunk: Uint8Array): void } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    chunks,
    add: (chunk) => {
      size += chunk.byteLength;
      if (call.inHand.retention === 'full' && size <= maxKeptBytes) chunks.push(chunk);
    },
  };
}
