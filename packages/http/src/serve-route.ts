import { type Logger, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import { etagOf, isKnown, readIfMatch } from './etag.ts';
import { guardOrigin } from './guard-origin.ts';
import { type KeyedRequest, onceByKey, onceOutside } from './idempotency.ts';
import { parseQuery, refuseUnknown } from './parse-query.ts';
import { orProblem } from './problem-response.ts';
import { readJson } from './read-json.ts';
import { readBytes } from './route-with-bytes.ts';
import { holdTo, noVersion, type VersionsSaid } from './version.ts';
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
  return (request, said) =>
    orProblem(deps.logger, async (correlationId) => {
      const known = await deps.authenticate(request);
      if (!known) refuse({ status: 401, code: 'unauthenticated', title: 'Sign in first', detail: 'Open the sign-in link that the server printed at its start, or get a new one by: npx lime sign-in' });
      const person = { ...known, correlationId };
      requirePermission(route, person);
      const query = queryOf(request.url);
      refuseUnknown(route.query, query);
      if (route.query) parseQuery(route.query, query);
      const params = (await route.resolve?.(deps.db, person.tenantId, said)) ?? said;
      const result = await perform(request, { person, params, query });
      if (!leavesOut(route, result)) deps.inspect?.(route, result);
      return respond(result, request, correlationId);
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
  const outside = route.openOutside?.(db);
  return async (request, asked) => {
    guardOrigin(request);
    const { person } = asked;
    const ifMatch = readIfMatch(request);
    if (ifMatch !== null && route.version === undefined) refuse(noVersion);
    const said = { ...asked, read: null, body: route.takesBytes ? readBytes(request) : route.body ? await readJson(request) : undefined };
    const versions = versionsSaid(ifMatch, said.body);
    const key = request.headers.get('idempotency-key');
    const keyed = key === null ? null : keyedRequest(route, request, { person, key, body: said.body });
    if (outside) {
      // Held only until the work begins: another server cannot be asked within a transaction.
      if (versions) await db.tenant(person.tenantId, (tx) => holdTo(tx, route.version, asked, versions, () => Promise.resolve()));
      return keyed ? onceOutside(db, keyed, () => outside(said)) : outside(said);
    }
    if (!keyed && together) return together(said);
    return db.tenant(person.tenantId, (tx) => {
      const work = () => holdTo(tx, route.version, asked, versions, (read) => route.handle({ ...said, tx, read }));
      return keyed ? onceByKey(tx, keyed, work) : work();
    });
  };
}

/** The version that the caller has read stands in `If-Match`, or in the body; two that differ are of two minds. */
function versionsSaid(ifMatch: number[] | null, body: unknown): VersionsSaid | null {
  const inBody = typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number' ? body.version : null;
  if (ifMatch !== null && inBody !== null && !ifMatch.includes(inBody)) refuse({ status: 412, code: 'precondition_failed', title: 'Two versions', detail: 'If-Match and the body name different versions. Send one of them.' });
  if (inBody !== null) return { versions: [inBody], by: ifMatch === null ? 'body' : 'header' };
  return ifMatch && { versions: ifMatch, by: 'header' };
}

/** A file counts by its address alone: its bytes are not read before somebody wants them. */
function keyedRequest(route: WriteRoute, request: Request, { person, key, body }: { person: Principal; key: string; body: unknown }): KeyedRequest {
  const { pathname, search } = new URL(request.url);
  return { person, key, method: route.method, path: pathname + search, body: route.takesBytes ? null : body, secrets: route.secrets ?? [] };
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

/** A repetition's answer lacks the secrets that the documentation tells of. */
function leavesOut(route: Route, result: RouteResult): boolean {
  return route.method !== 'GET' && route.secrets !== undefined && 'repeats' in result;
}

function respond(result: RouteResult, request: Request, correlationId: string): Response {
  if ('raw' in result) return result.raw;
  // What was done stands in the audit log under it.
  const about = request.method === 'GET' ? {} : { 'x-correlation-id': correlationId, ...(result.repeats && { 'idempotency-replayed': 'true' }) };
  if (result.status === 204) return new Response(null, { status: 204, headers: about });
  const text = JSON.stringify(result.body);
  const etag = etagOf(result.body, text);
  if (etag !== null && request.method === 'GET' && isKnown(request, etag)) return new Response(null, { status: 304, headers: { etag } });
  return new Response(text, { status: result.status, headers: { 'content-type': 'application/json;charset=utf-8', ...about, ...(etag !== null && { etag }) } });
}
