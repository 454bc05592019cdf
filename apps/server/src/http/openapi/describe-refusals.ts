import { ProblemBody } from '@lime/contracts';
import type { Described } from './described.ts';
import type { SchemaStore } from './schema-store.ts';

type Refusal = { status: number; code: string; title: string; detail: string; details?: object; happens(route: Described): boolean };

const writes = ({ method }: Described) => method !== 'GET';
const takesBody = ({ body, takesBytes }: Described) => takesBytes === true || (body !== undefined && body !== null);
const isFile = ({ method, answer }: Described) => method === 'GET' && answer !== null && 'media' in answer && answer.media.includes('application/octet-stream');
const needsSession = ({ permission }: Described) => permission !== 'nobody';
const fields = (path: string, message: string) => ({ fields: [{ path, message }] });

/** What routes refuse, each with an example; whether one may, follows from what it takes. */
const refusals: readonly Refusal[] = [
  { status: 400, code: 'invalid_json', title: 'Not JSON', detail: 'The body could not be read as JSON.', happens: (route) => takesBody(route) || (writes(route) && needsSession(route)) },
  { status: 401, code: 'unauthenticated', title: 'Sign in first', detail: 'Open the sign-in link that the server printed at its start, or get a new one by: npx lime sign-in', happens: (route) => needsSession(route) || route.method === 'POST' },
  { status: 403, code: 'not_permitted', title: 'Not permitted', detail: 'This needs a permission that your roles do not give. Ask an admin.', happens: (route) => writes(route) || (needsSession(route) && route.permission !== null) },
  { status: 404, code: 'not_found', title: 'Not found', detail: 'There is no such thing.', happens: (route) => route.path.includes(':') || (writes(route) && takesBody(route)) || route.query?.shape['tenantId'] !== undefined },
  { status: 409, code: 'version_conflict', title: 'Changed meanwhile', detail: 'Somebody has changed this since you read it. Read it again, then make your change.', details: { version: 4 }, happens: writes },
  { status: 410, code: 'blob_gone', title: 'The content is gone', detail: 'The file is on record, but its bytes are not in the blob store any more.', happens: isFile },
  { status: 412, code: 'version_conflict', title: 'Changed meanwhile', detail: 'Somebody has changed this since you read it. Read it again, then make your change.', details: { version: 4 }, happens: (route) => writes(route) && needsSession(route) },
  { status: 413, code: 'body_too_large', title: 'Too large', detail: 'A JSON body may have at most 1000000 bytes.', happens: takesBody },
  { status: 415, code: 'unsupported_media_type', title: 'Send JSON', detail: 'The body must be JSON, with the header Content-Type: application/json.', happens: takesBody },
  { status: 422, code: 'invalid_body', title: 'The request is not valid', detail: 'title: a title says what is wanted.', details: fields('title', 'a title says what is wanted'), happens: (route) => needsSession(route) || takesBody(route) },
  { status: 429, code: 'too_many_requests', title: 'Too many requests', detail: 'Wait for 3 seconds, then go on.', happens: () => true },
];

/** The refusals of a route that are to be expected, by their status; `default` is for all others, such as a budget that is used up or a fault of the server. */
export function describeRefusals(route: Described, store: SchemaStore): Record<string, object> {
  const schema = store.add(ProblemBody, 'output');
  const expected = refusals.filter(({ happens }) => happens(route)).map((refusal) => {
    const { happens: _, ...problem } = refusal;
    const example = { type: `https://assembly-lime.dev/problems/${problem.code}`, ...problem, correlation_id: '0191f3a0-7b1c-4e0e-9a55-5d2c1f0a9b77' };
    return [String(problem.status), { description: problem.title, content: { 'application/problem+json': { schema, example } } }] as const;
  });
  return { ...Object.fromEntries(expected), default: { description: 'Refused: what is wrong, and what to do about it', content: { 'application/problem+json': { schema } } } };
}
