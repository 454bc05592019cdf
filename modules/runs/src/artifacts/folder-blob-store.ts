import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from './blob-store.ts';

/** Blobs as files under `<root>/<tenant>/<first two digits>/<sha256>`, complete once they have their name. */
export function folderBlobStore(root: string): BlobStore {
  const pathOf = (tenantId: bigint, sha256: string) => join(root, String(tenantId), sha256.slice(0, 2), sha256);
  const fileOf = async (tenantId: bigint, sha256: string) => {
    const file = Bun.file(pathOf(tenantId, sha256));
    return (await file.exists()) ? file : null;
  };
  return {
    put: async (tenantId, bytes, options) => {
      const incoming = join(root, String(tenantId), `incoming-${randomBytes(8).toString('hex')}`);
      await mkdir(dirname(incoming), { recursive: true });
      try {
        const written = await writeHashed(incoming, bytes, options?.maxBytes ?? Infinity);
        if (written.kind === 'too_large') return written;
        const path = pathOf(tenantId, written.sha256);
        await mkdir(dirname(path), { recursive: true });
        await rename(incoming, path);
        return written;
      } finally {
        await rm(incoming, { force: true });
      }
    },
    size: async (tenantId, sha256) => (await fileOf(tenantId, sha256))?.size ?? null,
    get: async (tenantId, sha256, range) => {
      const file = await fileOf(tenantId, sha256);
      return file ? (range ? file.slice(range.start, range.end) : file).bytes() : null;
    },
    stream: async (tenantId, sha256) => (await fileOf(tenantId, sha256))?.stream() ?? null,
    remove: (tenantId, sha256) => rm(pathOf(tenantId, sha256), { force: true }),
  };
}

type Written = { kind: 'stored'; sha256: string; size: number } | { kind: 'too_large' };

async function writeHashed(path: string, bytes: ReadableStream<Uint8Array> | Uint8Array, maxBytes: number): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      size += chunk.byteLength;
      if (size > maxBytes) return { kind: 'too_large' };
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { kind: 'stored', sha256: hash.digest('hex'), size };
}
