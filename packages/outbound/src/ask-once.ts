import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { readUpTo } from '@lime/kernel';
import type { Asked, AskFailure } from './asked.ts';
import type { Address } from './resolve-host.ts';

export type Hop = { url: URL; method: string; headers: Readonly<Record<string, string>>; body: string | null };

/** One request to one of these addresses, whatever the name resolves to by now. Redirects are answers like others. */
export function askOnce(hop: Hop, addresses: readonly Address[], { signal, maxBytes }: { signal: AbortSignal; maxBytes: number }): Promise<Asked> {
  const { url, method, headers, body } = hop;
  const length: Record<string, string> = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options: RequestOptions = { method, headers: { 'accept-encoding': 'identity', ...headers, ...length }, lookup: pinned(addresses), signal, agent: false };
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve(unreachable(url, error));
    const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
      readUpTo(response, maxBytes).then(
        (bytes) => resolve(bytes === null ? { kind: 'failed', code: 'too_large', message: `${url.host} answered with more than ${maxBytes} bytes.` } : { kind: 'answered', status: response.statusCode ?? 0, headers: headersOf(response), body: bytes, url: url.href }),
        failed,
      );
    });
    request.on('error', failed);
    request.end(body ?? undefined);
  });
}

/** Answers every look-up of a name with the addresses that were looked at. */
function pinned(addresses: readonly Address[]): LookupFunction {
  return (_, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])));
}

function unreachable(url: URL, error: Error): AskFailure {
  return { kind: 'failed', code: 'unreachable', message: `${url.host} could not be reached: ${error.message.slice(0, 300)}` };
}
