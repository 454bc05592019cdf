import { ProblemBody } from '@lime/contracts';
import { parseJson } from '@lime/kernel/browser';
import { z } from 'zod';

// Without this zod probes for eval, which the content security policy refuses and reports.
z.config({ jitless: true });

/** What every failed call throws. `message` is meant for people; `code` is for programs. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(problem: { status: number; code: string; detail: string; details?: Record<string, unknown> | undefined }) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? {};
  }
}

/** A call to the server's API. */
type Call = { path: string; method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; body?: unknown; /** A file in place of a body. */ bytes?: Uint8Array<ArrayBuffer>; headers?: Record<string, string>; signal?: AbortSignal };

/** What to throw for an answer that is not what the contract says. */
export function misunderstood({ path }: { path: string }, error: z.ZodError, response: { status: number }): ApiError {
  console.error(`unexpected answer of ${path}: ${z.prettifyError(error)}`);
  return new ApiError({ status: response.status, code: 'unexpected_answer', detail: 'The server’s answer could not be understood. Reload the page: it may be older than the server.' });
}

/** The answer of a call whose body is not JSON, as text. */
export async function callText(path: string, signal?: AbortSignal): Promise<Answer> {
  const answer = await send({ path, ...(signal ? { signal } : {}) });
  if (!answer.response.ok) throw problemOf(answer.response, answer.text);
  return answer;
}

export function apiUrl(path: string): string {
  return `/api/v1${path}`;
}

type Answer = { response: Response; text: string };

/** Any call, whatever it answers. Throws {@link ApiError} only when there is no answer. */
export async function send(options: Call): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.bytes !== undefined) headers['content-type'] = 'application/octet-stream';
  const asked = fetch(apiUrl(options.path), {
    method: options.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    ...(options.bytes !== undefined ? { body: options.bytes } : options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return readAnswer(asked, options.signal);
}

/** Waits for the whole answer: nobody waiting for it any more, or a connection lost, can come in its middle as well. */
export async function readAnswer(asked: Promise<Response>, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    const response = await asked;
    return { response, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
}

/** What to throw when no answer came. */
export function unreachable(): ApiError {
  return new ApiError({ status: 0, code: 'unreachable', detail: 'The server cannot be reached. Check that it is running and that you are connected.' });
}

/** What to throw for an answer that refuses. */
export function problemOf(response: { status: number; statusText: string }, text: string): ApiError {
  const parsed = ProblemBody.safeParse(parseJson(text));
  if (parsed.success) return new ApiError(parsed.data);
  return new ApiError({ status: response.status, code: 'http_error', detail: `The server answered ${response.status} ${response.statusText}`.trim() });
}

/** The sentence to show for whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong';
}

const FieldProblems = z.array(z.object({ path: z.union([z.string(), z.array(z.union([z.string(), z.number()]))]), message: z.string() }));

/** The messages of a refused form by dotted field path, from `details.fields` of an `invalid_body` problem. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const parsed = FieldProblems.safeParse(error.details['fields']);
  if (!parsed.success) return {};
  return Object.fromEntries(parsed.data.map((field) => [Array.isArray(field.path) ? field.path.join('.') : field.path, field.message]));
}
