/** How long an answer asks to wait before the next try, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date; null where it does not say. */
export function readRetryAfter(headers: Headers, now: number = Date.now()): number | null {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const text = headers.get('retry-after');
  if (text === null) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
