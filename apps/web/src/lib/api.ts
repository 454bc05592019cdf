import { ProblemBody } from '@lime/contracts';
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

type Call<Answer extends z.ZodType> = {
  path: string;
  answer: Answer;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** The answer of calls that say nothing. */
export const Nothing = z.unknown();

/** One call to the server's API: the answer is parsed by `answer`; anything else throws {@link ApiError}. */
export async function call<Answer extends z.ZodType>(options: Call<Answer>): Promise<z.infer<Answer>> {
  const response = await send(options);
  if (!response.ok) throw await problemOf(response);
  const parsed = options.answer.safeParse(response.status === 204 ? undefined : await readJson(response));
  if (parsed.success) return parsed.data;
  console.error('unexpected answer', options.path, parsed.error.issues);
  throw new ApiError({ status: response.status, code: 'unexpected_answer', detail: 'The server’s answer could not be understood. Reload the page: it may be older than the server.' });
}

/** The raw answer of a call whose body is not JSON. */
export async function callRaw(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await send({ path, ...(signal ? { signal } : {}) });
  if (!response.ok) throw await problemOf(response);
  return response;
}

export function apiUrl(path: string): string {
  return `/api/v1${path}`;
}

async function send(options: Omit<Call<z.ZodType>, 'answer'>): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(apiUrl(options.path), {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'The server cannot be reached. Check that it is running and that you are connected.' });
  }
}

async function readJson(response: Response): Promise<unknown> {
  return response.json().catch(() => null);
}

async function problemOf(response: Response): Promise<ApiError> {
  const parsed = ProblemBody.safeParse(await readJson(response));
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
