/** A body as it is kept: compressed, for forges repeat themselves. The fastest level makes about a seventh of it. */
export function packBody(body: Uint8Array): Uint8Array {
  return Bun.zstdCompressSync(body, { level: 1 });
}

/** The bytes as they came. */
export function unpackBody(packed: Uint8Array): Uint8Array {
  return Bun.zstdDecompressSync(packed);
}
