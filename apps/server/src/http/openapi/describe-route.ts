import { z } from 'zod';
import type { Described } from './described.ts';
import { describeRefusals } from './describe-refusals.ts';
import { exampleOf } from './example-of.ts';
import { examples } from './examples.ts';
import { tagOf } from './tags.ts';
import type { SchemaStore } from './schema-store.ts';

type JsonObject = Record<string, unknown>;

const json = (schema: JsonObject, example: unknown) => ({ content: { 'application/json': { schema, example } } });
const header = (name: string, description: string) => ({ name, in: 'header', required: false, description, schema: { type: 'string' } });

/** One operation of the OpenAPI document, from the route that serves it. */
export function describeRoute(route: Described, store: SchemaStore): JsonObject {
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: describePermission(route.permission),
    tags: [tagOf(route.path)],
    ...(route.permission === 'nobody' && { security: [] }),
    parameters: [...pathParameters(route.path), ...queryParameters(route, store), ...headerParameters(route)],
    ...requestBody(route, store),
    responses: {
      ...describeAnswer(route, store),
      ...describeRefusals(route, store),
    },
  };
}

/** `/tickets/:id` is `/tickets/{id}` there. */
export function templatePath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function requestBody(route: Described, store: SchemaStore): JsonObject {
  if (route.takesBytes) return { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } };
  if (!route.body) return {};
  return { requestBody: { required: !route.body.safeParse({}).success, ...json(store.add(route.body, 'input'), requestExample(route, route.body)) } };
}

/** What is written by hand where the fields alone say too little, else what they say. */
function requestExample({ method, path }: Described, body: z.ZodType): unknown {
  return examples[`${method} ${path}`] ?? exampleOf(body, 'input');
}

function describePermission(permission: string | null): string {
  if (permission === 'nobody') return 'Needs no session.';
  return permission === null ? 'For everybody of the organisation.' : `Needs the permission \`${permission}\`.`;
}

function describeAnswer({ method, answer, statuses = [200] }: Described, store: SchemaStore): JsonObject {
  if (answer === null) return { '204': { description: 'Done' } };
  if (answer instanceof z.ZodType) {
    const content = json(store.add(answer, 'output'), exampleOf(answer, 'output'));
    return { ...Object.fromEntries(statuses.map((status) => [String(status), { description: done[status] ?? 'Done', ...content }])), ...(method === 'GET' && hasVersion(answer) && { '304': { description: 'As `If-None-Match` says that you know it' } }) };
  }
  if (answer.media.length === 0) return { '3XX': { description: 'Goes on at another address' } };
  return { '200': { description: 'Done', content: Object.fromEntries(answer.media.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])) } };
}

const done: Record<number, string> = { 200: 'Done', 201: 'Made', 202: 'Begun: it goes on by itself' };
const hasVersion = (answer: z.ZodType) => answer instanceof z.ZodObject && 'version' in answer.shape;

/** `PATCH /tickets/:id` is `patchTicketsById`. */
function operationId({ method, path }: Described): string {
  const words = path.split('/').filter(Boolean).map((part) => (part.startsWith(':') ? `by-${part.slice(1)}` : part));
  return method.toLowerCase() + words.flatMap((part) => part.split('-')).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters({ query }: Described, store: SchemaStore): JsonObject[] {
  const fields: Record<string, z.ZodType> = query?.shape ?? {};
  return Object.entries(fields).map(([name, schema]) => {
    const { description, ...rest } = store.add(schema, 'input');
    return { name, in: 'query', required: !schema.safeParse(undefined).success, ...(typeof description === 'string' && { description }), schema: rest };
  });
}

function headerParameters(route: Described): JsonObject[] {
  return [
    ...(route.method !== 'GET' && route.permission !== 'nobody' ? [header('Idempotency-Key', `Any text of up to 200 characters: the same request with the same key is done once, and answered alike${route.secrets ? `, but without \`${route.secrets.join('`, `')}\`` : ''}.`)] : []),
    ...(route.version === undefined ? [] : [header('If-Match', 'The ETag of what you have read, or several: what somebody has changed since is not overwritten.')]),
    ...(route.method === 'GET' && route.answer instanceof z.ZodType && hasVersion(route.answer) ? [header('If-None-Match', 'The ETag of what you have: 304 while it is that.')] : []),
  ];
}
