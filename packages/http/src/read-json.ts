import { readUpTo, refuse } from '@lime/kernel';
import { parseStorableJson } from './storable-json.ts';

const maxJsonBytes = 1_000_000;

/**
 * Reads a JSON body; none says nothing, as `{}` does. Only `application/json` is taken: a form or `text/plain` from another site
 * needs no preflight, so taking it would let that site act for the person.
 */
export async function readJson(request: Request): Promise<unknown> {
  if (request.body === null || request.headers.get('content-length') === '0') return {};
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    refuse({ status: 415, code: 'unsupported_media_type', title: 'Send JSON', detail: 'The body must be JSON, with the header Content-Type: application/json.' });
  }
  const text = await readLimited(request);
  try {
    return parseStorableJson(text);
  } catch {
    refuse({ status: 400, code: 'invalid_json', title: 'Not JSON', detail: 'The body could not be read as JSON.' });
  }
}

async function readLimited(request: Request): Promise<string> {
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > maxJsonBytes) tooLarge();
  // The server takes no more bytes than were announced, and reading them as one text is cheaper than as a stream.
  return announced === null ? readStream(request) : request.text();
}

async function readStream(request: Request): Promise<string> {
  return new TextDecoder().decode((await readUpTo(request.body, maxJsonBytes)) ?? tooLarge());
}

function tooLarge(): never {
  refuse({ status: 413, code: 'body_too_large', title: 'Too large', detail: `A JSON body may have at most ${maxJsonBytes} bytes.` });
}
