import type { Elysia } from 'elysia';
import { SignInBody } from '@lime/contracts';
import { guardOrigin, invalidBody, problemOf, problemResponse, readJson } from '@lime/http';
import { readMe, sessionCookie, sessionTokenOf, signInByLink, signOut } from '@lime/identity';
import { type Logger, refuse } from '@lime/kernel';
import type { Parts } from '../compose.ts';

/** Signing in and out: the two calls that set a cookie. */
export function serveSession(app: Elysia, parts: Parts, logger: Logger): void {
  app.route('POST', '/api/v1/auth/sign-in', ({ request }) => guarded(logger, () => signIn(parts, request)), { parse: 'none' });
  app.route('POST', '/api/v1/auth/logout', ({ request }) => guarded(logger, () => logOut(parts, request)), { parse: 'none' });
}

async function signIn(parts: Parts, request: Request): Promise<Response> {
  guardOrigin(request);
  const body = SignInBody.safeParse(await readJson(request));
  if (!body.success) refuse(invalidBody(body.error));
  const { sessionToken, expiresAt } = await signInByLink(parts.db, body.data.token);
  const person = await parts.sessions.authenticate(sessionToken);
  if (!person) throw new Error('the new session does not authenticate');
  const me = await parts.db.tenant(person.tenantId, (tx) => readMe(tx, person));
  return Response.json(me, { headers: { 'set-cookie': cookie(request, sessionToken, `Expires=${expiresAt.toUTCString()}`) } });
}

async function logOut(parts: Parts, request: Request): Promise<Response> {
  guardOrigin(request);
  const token = sessionTokenOf(request);
  const person = token === null ? null : await parts.sessions.authenticate(token);
  if (token !== null && person) {
    await parts.db.tenant(person.tenantId, (tx) => signOut(tx, person, token));
    parts.sessions.forget(token);
  }
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie(request, '', 'Max-Age=0') } });
}

/** `Secure` wherever the page itself came by https, also through a proxy that says so. */
function cookie(request: Request, value: string, life: string): string {
  const https = request.headers.get('x-forwarded-proto') === 'https' || request.url.startsWith('https:');
  return `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; ${life}${https ? '; Secure' : ''}`;
}

async function guarded(logger: Logger, work: () => Promise<Response>): Promise<Response> {
  const correlationId = crypto.randomUUID();
  try {
    return await work();
  } catch (error) {
    return problemResponse(problemOf(error, logger, correlationId), correlationId);
  }
}
