import { refuse } from '@lime/kernel';

/** The entity tag of what carries a version; null for what does not. */
export function etagOf(body: unknown): string | null {
  return typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number' ? `"${body.version}"` : null;
}

/** The version in `If-Match: "3"`; null without one, and for `*`. 412 for what is no tag of ours. */
export function readIfMatch(request: Request): number | null {
  const header = request.headers.get('if-match');
  if (header === null || header === '*') return null;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  return version === undefined ? refuse({ status: 412, code: 'precondition_failed', title: 'Not that version', detail: 'If-Match must be the ETag of an answer that you got, such as "3".' }) : Number(version);
}
