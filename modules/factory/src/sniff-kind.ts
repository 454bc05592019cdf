const starts: [mime: string, bytes: number[], at?: number][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x57, 0x45, 0x42, 0x50], 8],
];

/** So many bytes of a file's beginning tell what it is. */
export const headBytes = 8192;

/** What the beginning of a file tells of it: an image that a browser may show, text in UTF-8 (SVG among it), or anything else. */
export function sniffKind(head: Uint8Array): string {
  const image = starts.find(([, bytes, at = 0]) => bytes.every((byte, index) => head[at + index] === byte));
  return image?.[0] ?? (isText(head) ? 'text/plain' : 'application/octet-stream');
}

/** The last character may be cut off. */
function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
