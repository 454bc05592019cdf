import type { z } from 'zod';
import type { Operation } from './operation.ts';

export type ApiRequest = CallOptions & {
  method: Operation['method'];
  /** Below `/api/v1`, with its ids and its query. */
  path: string;
  body?: unknown;
};

/** `bytes`: a file, for the operations that take one. */
export type CallOptions = { headers?: Record<string, string>; signal?: AbortSignal; bytes?: Uint8Array<ArrayBuffer> };

/** How an app reaches the server, and what it throws. */
export type Transport = {
  /** Sends a request; throws for a refusal, and for a server that is away. Without `asJson` the answer's bytes are for the caller to read. */
  request(request: ApiRequest, asJson: boolean): Promise<Response>;
  /** What to throw for an answer that is not what the operation says. */
  misunderstood(request: ApiRequest, error: z.ZodError, response: Response): Error;
};

type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}` ? Name | Names<Rest> : Path extends `${string}:${infer Name}` ? Name : never;

/** What a call says: the ids of its path by their names, `body`, and `query`. */
export type InputOf<O extends Operation> = { [Name in Names<O['path']>]: string } & (O['body'] extends z.ZodType ? { body: z.input<O['body']> } : unknown) & (O['query'] extends z.ZodObject ? { query?: z.input<O['query']> } : unknown);

/** What a call gives. */
export type AnswerOf<O extends Operation> = O['answer'] extends z.ZodType ? z.output<O['answer']> : O['answer'] extends 'bytes' ? Response : undefined;

type CallOf<O extends Operation> = object extends InputOf<O> ? (input?: InputOf<O>, options?: CallOptions) => Promise<AnswerOf<O>> : (input: InputOf<O>, options?: CallOptions) => Promise<AnswerOf<O>>;

/** A method for each operation. */
export type Api<Operations extends Record<string, Operation>> = { [Name in keyof Operations]: CallOf<Operations[Name]> };

/** The operations as methods: `api.updateTicket({ id, body: { title } })`. Every answer is checked against the contract. */
export function createApi<Operations extends Record<string, Operation>>(operations: Operations, transport: Transport): Api<Operations> {
  const methods = Object.entries(operations).map(([name, operation]) => [name, (input?: Record<string, unknown>, options?: CallOptions) => call(transport, operation, input ?? {}, options)]);
  // oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- the types of a mapped shape are lost on the way through Object.entries
  return Object.fromEntries(methods) as Api<Operations>;
}

async function call(transport: Transport, { method, path, answer }: Operation, input: Record<string, unknown>, options?: CallOptions): Promise<unknown> {
  const request: ApiRequest = { ...options, method, path: addressOf(path, input), ...(input['body'] !== undefined && { body: input['body'] }) };
  const response = await transport.request(request, answer !== 'bytes');
  if (answer === 'bytes') return response;
  if (answer === null) return undefined;
  const parsed = answer.safeParse(await response.clone().json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw transport.misunderstood(request, parsed.error, response);
}

/** The path with the ids in their places, and the query; what is undefined or null there is left out. */
function addressOf(path: string, input: Record<string, unknown>): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input['query'] ?? {})) if (value !== undefined && value !== null) query.set(name, String(value));
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}
