import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import type { RunsContext } from '../context.ts';

/** A preview shows at most this much of an artifact. */
const previewBytes = 256 * 1024;

/**
 * An artifact's bytes: whole, as a download that no browser renders or sniffs; or as a preview, the
 * first 256 KiB as text, with `Lime-Truncated: true` when there is more.
 */
export async function readArtifactContent(ctx: Pick<RunsContext, 'blobs'>, tx: TenantRead, artifactId: bigint, preview: boolean): Promise<Response> {
  const [artifact]: { name: string; mime: string; size: bigint; sha256: string }[] = await tx.sql`
    SELECT name, mime, size, sha256 FROM artifacts WHERE tenant_id = ${tx.tenantId} AND id = ${artifactId}`;
  if (!artifact) refuse(notFound('artifact'));
  const headers = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", etag: `"${artifact.sha256}"`, 'cache-control': 'private, max-age=31536000, immutable', vary: 'cookie, authorization' };
  const size = Number(artifact.size);
  if (preview) {
    const bytes = await ctx.blobs.get(tx.tenantId, artifact.sha256, { start: 0, end: Math.min(size, previewBytes) });
    if (!bytes) refuse(goneFromStore());
    return new Response(new TextDecoder().decode(bytes), { headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'lime-truncated': String(size > previewBytes) } });
  }
  const stream = await ctx.blobs.stream(tx.tenantId, artifact.sha256);
  if (!stream) refuse(goneFromStore());
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(artifact.name)}`;
  return new Response(stream, { headers: { ...headers, 'content-type': 'application/octet-stream', 'content-length': String(size), 'content-disposition': disposition } });
}

function goneFromStore() {
  return { status: 410, code: 'blob_gone', title: 'The content is gone', detail: 'The artifact is on record, but its bytes are not in the blob store any more.' };
}
