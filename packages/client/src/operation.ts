import type { z } from 'zod';

/** One operation of the server's API: what goes out and what comes back. */
export type Operation = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`: `/tickets/:id`. */
  path: string;
  body: z.ZodType | null;
  query: z.ZodObject | null;
  /** JSON of a shape; `bytes`: whatever the server sends, unread; null: nothing. */
  answer: z.ZodType | 'bytes' | null;
};

type Given = Partial<Pick<Operation, 'body' | 'query' | 'answer'>>;
type Made<Method, Path, G extends Given> = {
  method: Method;
  path: Path;
  body: G extends { body: infer Body extends z.ZodType } ? Body : null;
  query: G extends { query: infer Query extends z.ZodObject } ? Query : null;
  answer: G extends { answer: infer Answer extends z.ZodType | 'bytes' } ? Answer : null;
};

function maker<const Method extends Operation['method']>(method: Method) {
  return <const Path extends string, const G extends Given>(path: Path, given: G): Made<Method, Path, G> =>
    // oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- a conditional type is not followed through its defaults
    ({ method, path, body: given.body ?? null, query: given.query ?? null, answer: given.answer ?? null }) as Made<Method, Path, G>;
}

export const get = maker('GET');
export const post = maker('POST');
export const put = maker('PUT');
export const patch = maker('PATCH');
export const remove = maker('DELETE');
