import { isObject, type Members } from '../protocols/json.ts';
import { maxRequestBytes } from '../tunables.ts';

export type BodyRead = { kind: 'body'; body: Members; text: string; bytes: number } | { kind: 'too_large' } | { kind: 'not_json' };

/** Reads a request's JSON, whatever type it says it has; no more than a request may have. */
export async function readBody(request: Request): Promise<BodyRead> {
  if (Number(request.headers.get('content-length') ?? 0) > maxRequestBytes) return { kind: 'too_large' };
  const raw = request.headers.has('content-length') ? new Uint8Array(await request.arrayBuffer()) : await readStream(request);
  if (raw === null) return { kind: 'too_large' };
  const text = new TextDecoder().decode(raw);
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? { kind: 'body', body, text, bytes: raw.byteLength } : { kind: 'not_json' };
  } catch {
    return { kind: 'not_json' };
  }
}

async function readStream(request: Request): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = request.body ?? [];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxRequestBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
