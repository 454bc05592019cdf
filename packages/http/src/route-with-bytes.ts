import type { Db } from '@lime/db';
import { refuse } from '@lime/kernel';
import type { RouteInput, RouteResult, WriteRoute } from './route.ts';

export type Bytes = ReadableStream<Uint8Array> | Uint8Array;

type Definition = Omit<WriteRoute, 'body' | 'handle' | 'openTogether' | 'openOutside' | 'takesBytes'> & {
  handle(input: Omit<RouteInput<undefined>, 'tx' | 'body'> & { db: Db; bytes: Bytes }): Promise<RouteResult>;
};

/** A route that takes a file as it is. No transaction is open while its bytes come in; a repeated `Idempotency-Key` is known by its address alone. */
export function routeWithBytes(definition: Definition): WriteRoute {
  return {
    ...definition, body: null, takesBytes: true,
    openOutside: (db) => ({ body, ...said }) => definition.handle({ ...said, db, bytes: body instanceof ReadableStream || body instanceof Uint8Array ? body : new Uint8Array() }),
    handle: () => Promise.reject(new Error('a route that takes bytes was called in a transaction')),
  };
}

/** What a form of another site can send without being asked first is refused, as for JSON. */
const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

export function readBytes(request: Request): Bytes {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'text/plain';
  if (formTypes.includes(type)) refuse({ status: 415, code: 'unsupported_media_type', title: 'Send the file alone', detail: 'The body must be the file\'s bytes, with the header Content-Type: application/octet-stream.' });
  return request.body ?? new Uint8Array();
}
