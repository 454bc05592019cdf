import type { Elysia } from 'elysia';
import { SignInBody } from '@lime/contracts';
import { guardOrigin, orProblem, readBody } from '@lime/http';
import { readMe, sessionCookie, sessionTokenOf, signInByLink, signOut } from '@lime/identity';
import type { Logger } from '@lime/kernel';
import type { Parts } from '../compose.ts';

/** Signing in and out: the two calls that set a cookie. */
export function serveSession(app: Elysia, parts: Parts, logger: Logger): void {
  app.route('POST', '/api/v1/auth/sign-in', ({ request }) => orProblem(logger, () => signIn(parts, request)), { parse: 'none' });
  app.route('POST', '/api/v1/auth/logout', ({ request }) => orProblem(logger, () => logOut(parts, request)), { parse: 'none' });
}

async function signIn(parts: Parts, request: Request): Promise<Response> {
  guardOrigin(request);
  const { token } = await readBody(SignInBody, request);
  const { sessionToken, expiresAt } = await signInByLink(parts.db, token);
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
