import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export type Answer = { status: number; body: unknown };

export type Client = {
  get(path: string): Promise<Answer>;
  /** `key` makes a repetition harmless: it is sent as the Idempotency-Key. */
  post(path: string, key: string, body?: unknown): Promise<Answer>;
};

const Credentials = z.object({ token: z.string() });
const retryAfterMs = 150;
const attemptMs = 10_000;

/**
 * A client as a careful user writes it: whatever gets no answer, or the answer of a server in
 * trouble, is sent again with the same key until it is answered.
 */
export function openClient(origin: string, dataDir: string, stopped: AbortSignal): Client {
  let token = '';
  const request = async (path: string, init: RequestInit): Promise<Answer> => {
    for (;;) {
      stopped.throwIfAborted();
      const answer = await attempt(`${origin}/api/v1${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
      if (answer && answer.status < 500 && answer.status !== 401) return answer;
      if (answer?.status === 401) token = await readToken(dataDir);
      await Bun.sleep(retryAfterMs);
    }
  };
  return {
    get: (path) => request(path, {}),
    post: (path, key, body) =>
      request(path, { method: 'POST', headers: { 'idempotency-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  };
}

async function attempt(url: string, init: RequestInit): Promise<Answer | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(attemptMs) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  } catch {
    return null;
  }
}

/** The server writes a new session for this user's programs at every start. */
async function readToken(dataDir: string): Promise<string> {
  try {
    return Credentials.parse(JSON.parse(await readFile(join(dataDir, 'cli.json'), 'utf8'))).token;
  } catch {
    return '';
  }
}
