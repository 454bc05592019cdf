import { type Logger, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import { guardOrigin } from './guard-origin.ts';
import { onceByKey } from './idempotency.ts';
import { problemOf, problemResponse } from './problem-response.ts';
import { readJson } from './read-json.ts';
import { mayDo, type Principal, type ReadInput, type Route, type RouteResult, type WriteRoute } from './route.ts';

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
    requirePermission(route, person);
    const query = queryOf(request.url);
    if (route.method === 'GET') return respond(await deps.db.read(person.tenantId, (tx) => route.handle({ tx, person, params, query })));
    guardOrigin(request);
    return respond(await write(deps, route, request, { person, params, query }));
  } catch (error) {
    return problemResponse(problemOf(error, deps.logger, correlationId), correlationId);
  }
}

async function write(deps: RouteDeps, route: WriteRoute, request: Request, input: Omit<ReadInput, 'tx'>): Promise<RouteResult> {
  const { person } = input;
  const body = route.body ? await readJson(request) : undefined;
  const key = route.method === 'POST' && !route.answersSecret ? request.headers.get('idempotency-key') : null;
  return deps.db.tenant(person.tenantId, (tx) => {
    const work = () => route.handle({ ...input, tx, body });
    return key === null ? work() : onceByKey(tx, person, key, { path: new URL(request.url).pathname, body }, work);
  });
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}

function requirePermission(route: Route, person: Principal): void {
  if (route.permission === null || mayDo(person, route.permission)) return;
  refuse({ status: 403, code: 'not_permitted', title: 'Not permitted', detail: `This needs the permission "${route.permission}", which your roles (${person.roles.join(', ') || 'none'}) do not give. Ask an admin.` });
}

function respond(result: RouteResult): Response {
  if ('raw' in result) return result.raw;
  if (result.status === 204) return new Response(null, { status: 204 });
  return Response.json(result.body, { status: result.status });
}
