import { type Logger, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import { etagOf, readIfMatch } from './etag.ts';
import { guardOrigin } from './guard-origin.ts';
import { onceByKey } from './idempotency.ts';
import { parseQuery } from './parse-query.ts';
import { orProblem } from './problem-response.ts';
import { readJson } from './read-json.ts';
import { readBytes } from './route-with-bytes.ts';
import { mayDo, type Principal, type ReadInput, type ReadRoute, type Route, type RouteResult, type WriteRoute } from './route.ts';

export type RouteDeps = {
  db: Db;
  logger: Logger;
  /** Who sends the request; null when nobody known does. */
  authenticate(request: Request): Promise<Principal | null>;
  /** Told of every answer before it goes out; what it throws is a fault of the server. */
  inspect?: (route: Route, result: RouteResult) => void;
};

/**
 * Answers the requests of a route: who asks, whether they may, what they say, then the route's work
 * in a transaction of their tenant. Every refusal is a problem+json body with a correlation id.
 */
export function serveRoute(deps: RouteDeps, route: Route): (request: Request, params: Record<string, string>) => Promise<Response> {
  const perform = route.method === 'GET' ? performRead(deps.db, route) : performWrite(deps.db, route);
  return (request, params) =>
    orProblem(deps.logger, async () => {
      const person = await deps.authenticate(request);
      if (!person) refuse({ status: 401, code: 'unauthenticated', title: 'Sign in first', detail: 'Open the sign-in link that the server printed at its start, or get a new one by: npx lime sign-in' });
      requirePermission(route, person);
      const query = queryOf(request.url);
      if (route.query) parseQuery(route.query, query);
      const result = await perform(request, { person, params, query, ifMatch: readIfMatch(request) });
      deps.inspect?.(route, result);
      return respond(result);
    });
}

type Perform = (request: Request, asked: Omit<ReadInput, 'tx'>) => Promise<RouteResult>;

function performRead(db: Db, route: ReadRoute): Perform {
  const outside = route.openOutside?.(db);
  if (outside) return (_, asked) => outside(asked);
  return (_, asked) => db.read(asked.person.tenantId, (tx) => route.handle({ ...asked, tx }));
}

function performWrite(db: Db, route: WriteRoute): Perform {
  const together = route.openTogether?.(db);
  return async (request, asked) => {
    guardOrigin(request);
    const { person } = asked;
    const body = route.takesBytes ? readBytes(request) : route.body ? await readJson(request) : undefined;
    const key = route.method === 'POST' && !route.holdsSecret ? request.headers.get('idempotency-key') : null;
    if (key === null && together) return together({ ...asked, body });
    return db.tenant(person.tenantId, (tx) => {
      const work = () => route.handle({ ...asked, tx, body });
      return key === null ? work() : onceByKey(tx, person, key, { path: new URL(request.url).pathname, body }, work);
    });
  };
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}

function requirePermission(route: Route, person: Principal): void {
  const key = person.credential?.kind === 'key';
  if (route.permission === null && route.method !== 'GET' && key && !person.credential?.full) {
    refuse({ status: 403, code: 'not_permitted', title: 'Not permitted', detail: 'This is done by the person themselves, or by an API key that may do all that they may (scope "*").' });
  }
  if (route.permission === null || mayDo(person, route.permission)) return;
  refuse({ status: 403, code: 'not_permitted', title: 'Not permitted', detail: `This needs the permission "${route.permission}", which ${key ? 'this API key has not, or its user not any more' : `your roles (${person.roles.join(', ') || 'none'}) do not give. Ask an admin`}.` });
}

function respond(result: RouteResult): Response {
  if ('raw' in result) return result.raw;
  if (result.status === 204) return new Response(null, { status: 204 });
  const etag = etagOf(result.body);
  return Response.json(result.body, { status: result.status, ...(etag !== null && { headers: { etag } }) });
}
