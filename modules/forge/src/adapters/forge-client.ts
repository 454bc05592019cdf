import type { z } from 'zod';
import { parseJson } from '@lime/kernel';
import type { Answered } from '@lime/outbound';
import { explainStatus, inWords } from './explain-status.ts';
import { type ForgeConnection, memoryOf } from './forge-memory.ts';
import type { Found } from './found.ts';

export type ForgeRequest = { method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; query?: Readonly<Record<string, string | number>>; body?: object };

export type ForgeClient = {
  /** Asks, and reads the answer by the schema. */
  call<S extends z.ZodType>(schema: S, request: ForgeRequest): Promise<Found<z.output<S>>>;
  /** The same, for what stands in headers. */
  callFor<S extends z.ZodType>(schema: S, request: ForgeRequest): Promise<Found<{ body: z.output<S>; headers: Answered['headers'] }>>;
  /** Asks for something of which only success counts. */
  tell(request: ForgeRequest): Promise<Found<null>>;
  text(request: ForgeRequest): Promise<Found<string>>;
};

/** What only reads is asked this often when the forge is busy or away. */
const readAttempts = 3;
/** Longer than this nobody waits who asked for it just now. Milliseconds. */
const longestPause = 3000;
const firstPause = 250;

/** Speaks a forge's HTTP API: every answer is checked by a schema, every failure has a name, and nothing of it is thrown. */
export function forgeClient(connection: ForgeConnection): ForgeClient {
  const callFor: ForgeClient['callFor'] = async (schema, request) => {
    const answered = await askPatiently(connection, request);
    if (!answered.ok) return answered;
    const parsed = schema.safeParse(parseJson(textOf(answered.value)));
    if (parsed.success) return { ok: true, value: { body: parsed.data, headers: answered.value.headers } };
    const issue = parsed.error.issues[0];
    return { ok: false, code: 'garbled', message: `${hostOf(connection)} gave an answer that is not understood (${request.path}${issue ? `: ${issue.path.join('.')} ${issue.message}` : ''}).` };
  };
  return {
    callFor,
    call: async (schema, request) => {
      const found = await callFor(schema, request);
      return found.ok ? { ok: true, value: found.value.body } : found;
    },
    tell: async (request) => {
      const answered = await askPatiently(connection, request);
      return answered.ok ? { ok: true, value: null } : answered;
    },
    text: async (request) => {
      const answered = await askPatiently(connection, request);
      return answered.ok ? { ok: true, value: textOf(answered.value) } : answered;
    },
  };
}

async function askPatiently(connection: ForgeConnection, request: ForgeRequest): Promise<Found<Answered>> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await askOnce(connection, request);
    if (found.ok || (request.method ?? 'GET') !== 'GET' || attempt === readAttempts || (found.code !== 'unreachable' && found.code !== 'rate_limited')) return found;
    const pause = found.retryAfterMs ?? firstPause * 2 ** (attempt - 1);
    if (pause > longestPause) return found;
    await Bun.sleep(pause);
  }
}

/** Longer than this a forge is not left alone unasked. Milliseconds. */
const longestQuiet = 3_600_000;

async function askOnce(connection: ForgeConnection, { method = 'GET', path, query, body }: ForgeRequest): Promise<Found<Answered>> {
  const { outbound, api, headers } = connection;
  const search = query ? `?${new URLSearchParams(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))).toString()}` : '';
  const url = `${api}${path}${search}`;
  const memory = memoryOf(connection);
  const quietMs = memory.quietUntil() - Date.now();
  if (quietMs > 0) return { ok: false, code: 'rate_limited', message: `${hostOf(connection)} has been asked too often with this credential, and asked to wait ${inWords(quietMs)}.`, retryAfterMs: quietMs };
  const known = method === 'GET' ? memory.recall(url) : null;
  const answer = await outbound.ask({
    url, method,
    headers: { 'user-agent': 'assembly-lime', accept: 'application/json', ...headers, ...(known && { 'if-none-match': known.etag }), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.kind === 'failed') return { ok: false, code: answer.code === 'address_refused' ? 'address_refused' : answer.code === 'too_large' ? 'garbled' : 'unreachable', message: answer.message };
  if (known && answer.status === 304) return { ok: true, value: known.answer };
  if (method === 'GET' && answer.status === 200) memory.keep(url, answer);
  if (answer.status >= 200 && answer.status < 300) return { ok: true, value: answer };
  const failed = explainStatus(answer);
  if (failed.code === 'rate_limited' && failed.retryAfterMs !== undefined) memory.noteQuiet(Date.now() + Math.min(failed.retryAfterMs, longestQuiet));
  return failed;
}

function textOf({ body }: Answered): string {
  return new TextDecoder().decode(body);
}

function hostOf({ api }: ForgeConnection): string {
  return new URL(api).host;
}
