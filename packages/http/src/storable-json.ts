/** Escapes of a NUL, or of half a surrogate pair: nothing else can bring what Postgres cannot keep. */
const suspicious = /\\u(0000|d[89a-f])/i;

/**
 * Parses JSON into values that Postgres can keep: it takes neither NUL nor half a surrogate pair,
 * in values or keys. Each becomes U+FFFD, as any decoder shows what it cannot read. Throws on what is not JSON.
 */
export function parseStorableJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return suspicious.test(text) ? storable(value) : value;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storableText(key), storable(member)]));
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
