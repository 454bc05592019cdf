import { refuse } from '@lime/kernel';

/** The entity tag of what carries a version, as it goes out: the version, by which it is changed, and what the whole text is, by which it is known as unchanged. Null for what carries none. */
export function etagOf(body: unknown, text: string): string | null {
  const versioned = typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number';
  return versioned ? `"${String(body.version)}-${Bun.hash(text).toString(36)}"` : null;
}

/** The versions in `If-Match: "3"`, of which there may be several; null without one, and for `*`. 412 for what names no tag of ours. */
export function readIfMatch(request: Request): number[] | null {
  const header = request.headers.get('if-match')?.trim();
  if (header === undefined || header === '*') return null;
  const versions = tagsIn(header).flatMap((tag) => /^(\d{1,9})(?:-\w+)?$/.exec(tag)?.[1] ?? []).map(Number);
  return versions.length > 0 ? versions : refuse({ status: 412, code: 'precondition_failed', title: 'Not that version', detail: 'If-Match must be the ETag of an answer that you got, or its version, such as "3".' });
}

/** Whether the request names this tag as one whose answer it has. */
export function isKnown(request: Request, etag: string): boolean {
  const header = request.headers.get('if-none-match')?.trim();
  return header === '*' || (header !== undefined && tagsIn(header).includes(etag.slice(1, -1)));
}

/** What stands between the quotes; proxies that compress mark a tag as weak. */
function tagsIn(header: string): string[] {
  return [...header.matchAll(/(?:^|,)\s*(?:W\/)?"([^"]*)"\s*(?=,|$)/g)].map(([, tag]) => tag ?? '');
}
