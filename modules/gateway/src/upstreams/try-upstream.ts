import { parseJson, readUpTo } from '@lime/kernel';
import { passesMaximum } from '../metering/passes-maximum.ts';
import { createEventReader } from '../metering/read-events.ts';
import { isObject } from '../protocols/json.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { firstByteTimeoutMs, maxAnswerBytes, mostBytesPerToken, plainFrameBytes } from '../tunables.ts';
import type { Tried } from './outcome.ts';
import { readRetryAfter } from './retry-after.ts';
import type { Upstream } from './upstream.ts';

/** `allowed`: tokens that the answer may have. `tenantId`: whose failures its failures are. */
export type UpstreamCall = { protocol: Protocol; path: string; headers: Record<string, string>; body: string; stream: boolean; allowed: number; tenantId: bigint; gone: AbortSignal };

/** Nothing in a request can cause these: nobody listens, there is no such host, no way there, or its certificate is no good. */
const noConnection = /^(ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|\w*CERT\w*)$/;

/** Makes a call once. Resolves when its answer is whole, or a stream has come to its first content. */
export async function tryUpstream(upstream: Upstream, call: UpstreamCall): Promise<Tried> {
  const { protocol, gone } = call;
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), firstByteTimeoutMs);
  try {
    const response = await fetch(`${upstream.baseUrl}${call.path}`, {
      method: 'POST', body: call.body, redirect: 'manual', signal: AbortSignal.any([gone, slow.signal]),
      headers: { ...call.headers, ...(upstream.apiKey !== null && protocol.keyHeaders(upstream.apiKey)), 'accept-encoding': 'identity' },
    });
    return await readAnswer(upstream, call, response);
  } catch (error) {
    if (gone.aborted) return { kind: 'gone' };
    const why = slow.signal.aborted ? `did not begin to answer within ${firstByteTimeoutMs / 1000} s` : `could not be reached or broke off (${codeOf(error)})`;
    return { kind: 'failed', upstream, status: 0, why, retryAfterMs: null, ...(noConnection.test(codeOf(error)) && { unreachable: true }) };
  } finally {
    clearTimeout(timer);
  }
}

async function readAnswer(upstream: Upstream, call: UpstreamCall, response: Response): Promise<Tried> {
  const { status } = response;
  if (status === 200 && call.stream && response.body && response.headers.get('content-type')?.startsWith('text/event-stream')) return beginStream(upstream, call, response.body);
  if (status === 200) return readPlain(upstream, call, response);
  const bytes = (await readUpTo(response.body, maxAnswerBytes)) ?? new Uint8Array();
  if (status === 401 || status === 403) return { kind: 'wrong_key', upstream, status };
  if (status === 429 || status === 408 || status >= 500 || status < 400) return { kind: 'failed', upstream, status, why: `answered ${status}`, retryAfterMs: readRetryAfter(response.headers) };
  return { kind: 'rejected', upstream, status, bytes };
}

async function readPlain(upstream: Upstream, call: UpstreamCall, response: Response): Promise<Tried> {
  const meter = call.protocol.createMeter();
  const bytes = await readUpTo(response.body, Math.min(maxAnswerBytes, plainFrameBytes + call.body.length + call.allowed * mostBytesPerToken));
  // It has said at least what was allowed, whatever it would have told.
  if (bytes === null) return { kind: 'overrun', upstream, meter: { ...meter, saidCharacters: () => Infinity } };
  const body = parseJson(new TextDecoder().decode(bytes));
  if (isObject(body) && meter.answer(body)) return { kind: passesMaximum(meter, call.allowed) ? 'overrun' : 'answer', upstream, meter, bytes };
  if (isObject(body) && 'input_tokens' in body) return { kind: 'answer', upstream, meter, bytes };
  return { kind: 'failed', upstream, status: 200, why: 'answered with something that is no answer', retryAfterMs: null };
}

/** Reads until the first content: until then nothing has been passed on, and the call can be made again. */
async function beginStream(upstream: Upstream, call: UpstreamCall, body: ReadableStream<Uint8Array>): Promise<Tried> {
  const reader = body.getReader();
  const meter = call.protocol.createMeter();
  const read = createEventReader(meter.quiet);
  const begun: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return { kind: 'failed', upstream, status: 200, why: 'broke off before it said anything', retryAfterMs: null };
    begun.push(value);
    size += value.byteLength;
    if (size > maxAnswerBytes) {
      await reader.cancel().catch(() => undefined);
      return { kind: 'failed', upstream, status: 200, why: 'went on and on without saying anything', retryAfterMs: null };
    }
    const kinds = read(value).map((event) => meter.event(event));
    const failure = kinds.indexOf('failure');
    if (failure !== -1 && !kinds.slice(0, failure).includes('content')) {
      await reader.cancel().catch(() => undefined);
      return { kind: 'failed', upstream, status: 200, why: 'failed before it said anything', retryAfterMs: null };
    }
    if (kinds.includes('content') || kinds.includes('end')) return { kind: 'stream', upstream, meter, stream: { begun, reader, ended: kinds.includes('end'), read } };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'broken off';
}
