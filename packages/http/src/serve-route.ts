import { type Logger, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import { guardOrigin } from './guard-origin.ts';
import { onceByKey } from './idempotency.ts';
import { problemOf, problemResponse } from './problem-response.ts';
import { readJson } from './read-json.ts';
import type { Principal, Route, RouteResult } from './route.ts';

export type RouteDeps = {
  db: Db;
  logger: Logger;
  /** Who sends the request; null when nobody known does. */
  authenticate(request: Request): Promise<Principal | null>;
};

/**
 * Answers one request: who asks, whether they may, what they say, then the route's work in one
 * transaction of their tenant. Every refusal is a problem+json body with a correlation id.
 */
export async function serveRoute(deps: RouteDeps, route: Route, request: Request, params: Record<string, string>): Promise<Response> {
  const correlationId = crypto.randomUUID();
  try {
    const person = await deps.authenticate(request);
    if (!person) refuse({ status: 401, code: 'unauthenticated', title: 'Sign in first', detail: 'Open the sign-in link that the server printed at its start, or get a new one by: npx lime sign-in' });
    if (route.method !== 'GET') guardOrigin(request);
    requirePermission(route, person);
    const body = route.body ? await readJson(request) : undefined;
    const query = new URL(request.url).searchParams;
    const key = route.method === 'POST' ? request.headers.get('idempotency-key') : null;
    const result = await deps.db.tenant(person.tenantId, (tx) => {
      const work = () => route.handle({ tx, person, params, query, body });
      return key === null ? work() : onceByKey(tx, person, key, { path: new URL(request.url).pathname, body }, work);
    });
    return respond(result);
  } catch (error) {
    return problemResponse(problemOf(error, deps.logger, correlationId), correlationId);
  }
}

function requirePermission(route: Route, person: Principal): void {
  if (route.permission === null || person.permissions.includes('*') || person.permissions.includes(route.permission)) return;
  refuse({ status: 403, code: 'not_permitted', title: 'Not permitted', detail: `This needs the permission "${route.permission}", which your roles (${person.roles.join(', ') || 'none'}) do not give. Ask an admin.` });
}

function respond(result: RouteResult): Response {
  if ('raw' in result) return result.raw;
  if (result.status === 204) return new Response(null, { status: 204 });
  return Response.json(result.body, { status: result.status });
}
