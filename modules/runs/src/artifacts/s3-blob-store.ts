import { createHash } from 'node:crypto';
import { S3Client } from 'bun';
import type { BlobStore } from './blob-store.ts';

export type S3Settings = { bucket: string; endpoint?: string; accessKeyId?: string; secretAccessKey?: string };

/**
 * Blobs as objects `<tenant>/<sha256>` of a bucket. The hash is the name and is known only at the
 * end, so the bytes are taken into memory first; `maxBytes` bounds that.
 */
export function s3BlobStore(settings: S3Settings): BlobStore {
  const client = new S3Client(settings);
  const file = (tenantId: bigint, sha256: string) => client.file(`${tenantId}/${sha256}`);
  return {
    put: async (tenantId, bytes, options) => {
      const body = await gather(bytes, options?.maxBytes ?? Infinity);
      if (!body) return { kind: 'too_large' };
      const sha256 = createHash('sha256').update(body).digest('hex');
      await file(tenantId, sha256).write(body);
      return { kind: 'stored', sha256, size: body.byteLength };
    },
    size: async (tenantId, sha256) => ((await file(tenantId, sha256).exists()) ? (await file(tenantId, sha256).stat()).size : null),
    get: async (tenantId, sha256, range) => {
      const found = file(tenantId, sha256);
      if (!(await found.exists())) return null;
      return range ? found.slice(range.start, range.end).bytes() : found.bytes();
    },
    stream: async (tenantId, sha256) => ((await file(tenantId, sha256).exists()) ? file(tenantId, sha256).stream() : null),
    remove: (tenantId, sha256) => file(tenantId, sha256).delete(),
  };
}

async function gather(bytes: ReadableStream<Uint8Array> | Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  if (bytes instanceof Uint8Array) return bytes.byteLength > maxBytes ? null : bytes;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
