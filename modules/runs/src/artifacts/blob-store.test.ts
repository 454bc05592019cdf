import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@lime/kernel';
import type { BlobStore } from './blob-store.ts';
import { folderBlobStore } from './folder-blob-store.ts';
import { s3BlobStore } from './s3-blob-store.ts';

/** Objects in memory behind S3's HTTP: put, get with range, head. Signatures are not checked. */
function startObjectServer() {
  const objects = new Map<string, Uint8Array>();
  return Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      if (request.headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256 ') !== true) return new Response(null, { status: 403 });
      if (request.method === 'PUT') {
        objects.set(pathname, await request.bytes());
        return new Response(null);
      }
      if (request.method === 'DELETE') {
        objects.delete(pathname);
        return new Response(null, { status: 204 });
      }
      const bytes = objects.get(pathname);
      if (!bytes) return new Response(null, { status: 404 });
      const range = /^bytes=(\d+)-(\d+)?$/.exec(request.headers.get('range') ?? '');
      const body = range ? bytes.slice(Number(range[1]), range[2] === undefined ? undefined : Number(range[2]) + 1) : bytes;
      return new Response(request.method === 'HEAD' ? null : body, { status: range ? 206 : 200, headers: { 'content-length': String(body.byteLength) } });
    },
  });
}

let root: string;
let objectServer: ReturnType<typeof startObjectServer>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lime-blobs-'));
  objectServer = startObjectServer();
});
afterAll(async () => {
  await objectServer.stop(true);
  await rm(root, { recursive: true, force: true });
});

const stores: [string, () => BlobStore][] = [
  ['folder', () => folderBlobStore(root)],
  ['S3', () => s3BlobStore({ bucket: 'lime', endpoint: `http://127.0.0.1:${objectServer.port}`, accessKeyId: 'id', secretAccessKey: 'secret' })],
];

describe.each(stores)('%s', (_, open) => {
  const bytes = new TextEncoder().encode('what an agent made');

  test('bytes come back under the name of their hash, whole, in part and as a stream', async () => {
    const store = open();
    expect(await store.put(1n, bytes)).toEqual({ kind: 'stored', sha256: sha256Hex(bytes), size: bytes.byteLength });
    expect(await store.size(1n, sha256Hex(bytes))).toBe(bytes.byteLength);
    expect(await store.get(1n, sha256Hex(bytes))).toEqual(bytes);
    expect(new TextDecoder().decode((await store.get(1n, sha256Hex(bytes), { start: 5, end: 7 })) ?? new Uint8Array())).toBe('an');
    expect(await new Response(await store.stream(1n, sha256Hex(bytes))).text()).toBe('what an agent made');
  });

  test('a blob that is removed is gone, for its tenant alone, and may be removed again', async () => {
    const store = open();
    const sha256 = sha256Hex(bytes);
    for (const tenant of [8n, 9n]) await store.put(tenant, bytes);
    for (let times = 0; times < 2; times += 1) await store.remove(8n, sha256);
    expect([await store.get(8n, sha256), await store.size(9n, sha256)]).toEqual([null, bytes.byteLength]);
  });

  test("another tenant's blobs are not there", async () => {
    const store = open();
    expect([await store.get(2n, sha256Hex(bytes)), await store.size(2n, sha256Hex(bytes)), await store.stream(2n, sha256Hex(bytes))]).toEqual([null, null, null]);
  });

  test('what is too large is refused and leaves nothing', async () => {
    const stream = new Blob([new Uint8Array(100)]).stream();
    expect(await open().put(3n, stream, { maxBytes: 99 })).toEqual({ kind: 'too_large' });
    expect(await readdir(join(root, '3')).catch(() => [])).toEqual([]);
  });
});
