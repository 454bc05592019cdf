/** Content-addressed bytes: a blob's name is its SHA-256. Each tenant has a store of its own. */
export type BlobStore = {
  /** Stores the bytes and returns their hash; storing the same bytes again changes nothing. Refuses more than `maxBytes`. */
  put(tenantId: bigint, bytes: ReadableStream<Uint8Array> | Uint8Array, options?: { maxBytes?: number }): Promise<{ kind: 'stored'; sha256: string; size: number } | { kind: 'too_large' }>;
  /** How many bytes the blob has; null when there is no such blob. */
  size(tenantId: bigint, sha256: string): Promise<number | null>;
  /** The bytes, from `start` to before `end`; null when there is no such blob. */
  get(tenantId: bigint, sha256: string, range?: { start: number; end: number }): Promise<Uint8Array | null>;
  stream(tenantId: bigint, sha256: string): Promise<ReadableStream<Uint8Array> | null>;
  /** Removes the blob, whoever else may name it; one that is not there is no error. */
  remove(tenantId: bigint, sha256: string): Promise<void>;
};
