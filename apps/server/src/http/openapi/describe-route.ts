import { ProblemBody } from '@lime/contracts';
import type { z } from 'zod';
import type { Route } from '@lime/http';
import type { SchemaStore } from './schema-store.ts';

type JsonObject = Record<string, unknown>;

const json = (schema: JsonObject) => ({ content: { 'application/json': { schema } } });
const header = (name: string, description: string) => ({ name, in: 'header', required: false, description, schema: { type: 'string' } });

/** One operation of the OpenAPI document, from the route that serves it. */
export function describeRoute(route: Route, store: SchemaStore): JsonObject {
  const body = route.method === 'GET' ? null : route.body;
  return {
    operationId: operationId(route),
    summary: route.summary ?? '',
    description: route.permission === null ? 'For everybody of the organisation.' : `Needs the permission \`${route.permission}\`.`,
    tags: [route.path.split('/')[1] ?? ''],
    parameters: [...pathParameters(route.path), ...queryParameters(route, store), ...headerParameters(route)],
    ...(body && { requestBody: { required: true, ...json(store.add(body, 'input')) } }),
    responses: {
      ...(route.answer ? { '2XX': { description: 'Done', ...json(store.add(route.answer, 'output')) } } : { '2XX': { description: 'Done' } }),
      default: { description: 'Refused: what is wrong, and what to do about it', content: { 'application/problem+json': { schema: store.add(ProblemBody, 'output') } } },
    },
  };
}

/** `/tickets/:id` is `/tickets/{id}` there. */
export function templatePath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

/** `PATCH /tickets/:id` is `patchTicketsById`. */
function operationId({ method, path }: Route): string {
  const words = path.split('/').filter(Boolean).map((part) => (part.startsWith(':') ? `by-${part.slice(1)}` : part));
  return method.toLowerCase() + words.flatMap((part) => part.split('-')).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters({ query }: Route, store: SchemaStore): JsonObject[] {
  const fields: Record<string, z.ZodType> = query?.shape ?? {};
  return Object.entries(fields).map(([name, schema]) => ({ name, in: 'query', required: false, schema: store.add(schema, 'input') }));
}

function headerParameters(route: Route): JsonObject[] {
  if (route.method === 'POST' && !route.holdsSecret) return [header('Idempotency-Key', 'Any text of up to 200 characters: the same request with the same key is done once, and answered alike.')];
  return route.method === 'PATCH' ? [header('If-Match', 'The ETag of what you have read: what somebody has changed since is not overwritten.')] : [];
}
