import { parseJson } from '@lime/kernel';
import { isObject, type Members } from '../protocols/json.ts';
import { maxRequestBytes } from '../tunables.ts';
import type { Place } from './crowd.ts';

export type BodyRead = { kind: 'body'; body: Members; text: string; bytes: number } | { kind: 'too_large' } | { kind: 'too_full' } | { kind: 'not_json' };

/** Reads a request's JSON, whatever type it says it has; no more than a request may have, and no more than there is room for. */
export async function readBody(request: Request, place: Place): Promise<BodyRead> {
  const length = Number(request.headers.get('content-length') ?? 0);
  if (length > maxRequestBytes) return { kind: 'too_large' };
  if (!place.take(length)) return { kind: 'too_full' };
  const raw = request.headers.has('content-length') ? new Uint8Array(await request.arrayBuffer()) : await readStream(request, place);
  if (!(raw instanceof Uint8Array)) return raw;
  const text = new TextDecoder().decode(raw);
  const body = parseJson(text);
  return isObject(body) ? { kind: 'body', body, text, bytes: raw.byteLength } : { kind: 'not_json' };
}

async function readStream(request: Request, place: Place): Promise<Uint8Array | BodyRead> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = request.body ?? [];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxRequestBytes) return { kind: 'too_large' };
    if (!place.take(chunk.byteLength)) return { kind: 'too_full' };
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
