import { readUpTo } from '@lime/kernel';

/** The bytes as they came; null as soon as they are, or say that they are, more than `mostBytes`. */
export async function readRawBody(request: Request, mostBytes: number): Promise<Uint8Array | null> {
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > mostBytes) return null;
  // The server takes no more bytes than were announced.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer());
  return readUpTo(request.body, mostBytes);
}
