import { notFound, refuse } from '@lime/kernel';
import type { FactoryContext } from '../context.ts';
import { readAttachment } from '../sql/attachments.ts';

/** A file's bytes as a download that no browser renders or sniffs; with `inline`, an image as an image. 410 when they are gone. */
export async function readAttachmentContent({ runs, blobs }: { runs: Pick<FactoryContext['runs'], 'db'>; blobs: FactoryContext['blobs'] }, tenantId: bigint, id: bigint, inline: boolean): Promise<Response> {
  const file = (await runs.db.read(tenantId, (tx) => readAttachment(tx, id))) ?? refuse(notFound('attachment'));
  const stream = (await blobs.stream(tenantId, file.sha256)) ?? refuse({ status: 410, code: 'blob_gone', title: 'The content is gone', detail: 'The file is on record, but its bytes are not in the blob store any more.' });
  const asImage = inline && file.mime.startsWith('image/');
  return new Response(stream, { headers: {
    'content-type': asImage ? file.mime : 'application/octet-stream', 'content-length': String(file.size),
    'content-disposition': `${asImage ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*!]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`,
    'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin',
    etag: `"${file.sha256}"`, 'cache-control': 'private, max-age=31536000, immutable', vary: 'cookie, authorization',
  } });
}
