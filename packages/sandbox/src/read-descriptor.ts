import { closeSync } from 'node:fs';

/** Reads a pipe until its last writer is gone, then closes it. A slow `onChunk` slows the reading. */
export async function readDescriptor(
  descriptor: number,
  onChunk: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  try {
    for await (const chunk of Bun.file(descriptor).stream()) await onChunk(chunk);
  } finally {
    closeSync(descriptor);
  }
}
