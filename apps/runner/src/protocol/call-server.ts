import { ProblemBody } from '@lime/contracts';
import { parseJson } from '@lime/kernel';
import type { z } from 'zod';

/** Where the server is and what proves who we are. */
export type Connection = { server: string; token: string };

/**
 * What became of one call. `unreachable` covers everything that time may heal (no connection,
 * a gateway's error page, 5xx, 429): the same call may be made again unchanged. `refused` will
 * not change by repeating.
 */
export type CallResult<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'unreachable'; message: string }
  | { kind: 'lease_lost' }
  | { kind: 'refused'; status: number; code: string; message: string };

type Call<T> = {
  method: 'POST' | 'PUT';
  path: string;
  body: unknown;
  headers?: Record<string, string>;
  /** The answer's schema; leave it out where the answer has no body. */
  answer?: z.ZodType<T>;
  timeoutMs: number;
  signal?: AbortSignal;
};

/** Makes one call of the runner protocol. Never throws for what a server or network may do. */
export async function callServer<T>(connection: Connection, call: Call<T>): Promise<CallResult<T | null>> {
  const deadline = AbortSignal.timeout(call.timeoutMs);
  try {
    const response = await fetch(`${connection.server}/runner/v1${call.path}`, {
      method: call.method,
      headers: { authorization: `Bearer ${connection.token}`, ...contentType(call.body), ...call.headers },
      body: isBinary(call.body) ? call.body : JSON.stringify(call.body),
      signal: call.signal ? AbortSignal.any([call.signal, deadline]) : deadline,
    });
    return await readAnswer(response, call.answer);
  } catch (error) {
    return { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

function isBinary(body: unknown): body is Blob {
  return body instanceof Blob;
}

function contentType(body: unknown): Record<string, string> {
  return { 'content-type': isBinary(body) ? 'application/octet-stream' : 'application/json' };
}

async function readAnswer<T>(response: Response, schema: z.ZodType<T> | undefined): Promise<CallResult<T | null>> {
  if (response.status === 204) return { kind: 'ok', value: null };
  const text = await response.text();
  if (!response.ok) return readRefusal(response.status, text);
  if (!schema) return { kind: 'ok', value: null };
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  return { kind: 'unreachable', message: `the answer is not what protocol version 1 says: ${parsed.error.issues[0]?.message ?? 'unknown'}` };
}

function readRefusal(status: number, text: string): CallResult<never> {
  const problem = ProblemBody.safeParse(parseJson(text));
  if (status >= 500 || status === 429) return { kind: 'unreachable', message: `the server answered ${status}` };
  if (!problem.success) return { kind: 'refused', status, code: 'unknown', message: `the server answered ${status} without saying why` };
  if (status === 409 && problem.data.code === 'lease_lost') return { kind: 'lease_lost' };
  return { kind: 'refused', status, code: problem.data.code, message: `${problem.data.title}: ${problem.data.detail}` };
}
