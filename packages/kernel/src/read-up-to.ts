const none: Uint8Array[] = [];

/** All bytes of a body, of which null is the empty one; null when there are more than `mostBytes`: the rest is not read. */
export async function readUpTo(body: AsyncIterable<Uint8Array> | null, mostBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? none) {
    size += chunk.byteLength;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
