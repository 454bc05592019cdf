import { z } from 'zod';
import { parseJson } from '@lime/kernel';
import type { Answered } from '@lime/outbound';
import type { ForgeFailure, ForgeFailureCode } from './found.ts';

const codes: Readonly<Record<number, ForgeFailureCode>> = { 401: 'unauthorised', 403: 'forbidden', 404: 'not_found', 405: 'conflict', 406: 'conflict', 409: 'conflict', 410: 'not_found', 422: 'unprocessable', 400: 'unprocessable', 429: 'rate_limited' };

const words: Readonly<Record<ForgeFailureCode, string>> = {
  unauthorised: 'does not accept the credential',
  forbidden: 'does not permit this with the credential',
  not_found: 'has no such thing, or does not show it to the credential',
  conflict: 'refused',
  unprocessable: 'refused',
  rate_limited: 'has been asked too often',
  unreachable: 'has a fault of its own',
  address_refused: 'is not reached',
  garbled: 'gave an answer that is not understood',
};

/** What an answer that is no success means. GitHub says "too often" with 403, and by its headers. */
export function explainStatus(answer: Answered): ForgeFailure {
  const { status, headers } = answer;
  const said = saidIn(answer.body);
  const limited = status === 429 || (status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(said)));
  const code = limited ? 'rate_limited' : status >= 500 ? 'unreachable' : (codes[status] ?? 'garbled');
  const wait = limited || status === 503 ? waitOf(headers) : null;
  const message = `${new URL(answer.url).host} ${words[code]} (${status}${said === '' ? '' : `: ${said}`}).${wait === null ? '' : ` It asks to wait ${inWords(wait)}.`}`;
  return { ok: false, code, message, ...(wait !== null && { retryAfterMs: wait }) };
}

/** A wait, for people. */
export function inWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** `Retry-After` in seconds or as a date, or the time at which GitHub's limit begins anew. */
function waitOf(headers: Answered['headers']): number | null {
  const after = headers['retry-after'];
  if (after !== undefined) return /^\d+$/.test(after) ? Number(after) * 1000 : Math.max(0, Date.parse(after) - Date.now()) || 0;
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1000 - Date.now()) : null;
}

const Complaint = z.object({ message: z.unknown().optional(), error: z.unknown().optional(), errors: z.array(z.object({ message: z.string() })).optional().catch(undefined) });

/** What the forge itself says, on one short line. */
function saidIn(body: Uint8Array): string {
  const { message, error, errors = [] } = Complaint.safeParse(parseJson(new TextDecoder().decode(body))).data ?? {};
  const first = message ?? error ?? '';
  const text = [typeof first === 'string' ? first : JSON.stringify(first), ...errors.map((one) => one.message)].join(' ');
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim().slice(0, 300);
}
