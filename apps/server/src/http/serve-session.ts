import type { Elysia } from 'elysia';
import { AcceptInvitationBody, InvitationTokenBody, SignInBody, SwitchTenantBody } from '@lime/contracts';
import { guardOrigin, orProblem, type Principal, readBody } from '@lime/http';
import { acceptInvitation, type OpenedSession, previewInvitation, readMe, sessionCookie, sessionTokenOf, signInByLink, signOut, switchTenant } from '@lime/identity';
import { type Logger, refuse } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import { orNoted } from './note-refusals.ts';
import { cookieOf, ownCookie } from './cookies.ts';
import type { Gate } from './gate-requests.ts';

type Work = (parts: Parts, gate: Gate, request: Request) => Promise<Response>;

/** What opens or ends a session, and so sets a cookie; and what people may know before they have one. */
const routes: { method: 'GET' | 'POST'; path: string; work: Work }[] = [
  { method: 'GET', path: '/auth/methods', work: async ({ github, signUp }) => Response.json({ link: true, github: github !== null, signUp }) },
  { method: 'POST', path: '/auth/sign-in', work: signIn },
  { method: 'POST', path: '/auth/logout', work: logOut },
  { method: 'POST', path: '/auth/switch', work: switchTo },
  { method: 'POST', path: '/invitations/preview', work: preview },
  { method: 'POST', path: '/invitations/accept', work: accept },
];

export function serveSession(app: Elysia, parts: Parts, gate: Gate, logger: Logger): void {
  for (const { method, path, work } of routes) {
    const serve = ({ request }: { request: Request }) => orProblem(logger, async () => {
      if (method !== 'GET') guardOrigin(request);
      return work(parts, gate, request);
    });
    app.route(method, `/api/v1${path}`, async (context: { request: Request }) => gate.tell(context.request, await serve(context)), { parse: 'none' });
  }
}

async function signIn(parts: Parts, gate: Gate, request: Request): Promise<Response> {
  const giveBack = gate.countSignIn(request);
  const { token } = await readBody(SignInBody, request);
  const source = gate.sourceOf(request, 'link');
  const session = await orNoted(parts, { by: 'link', token, from: source.address }, () => signInByLink(parts.db, token, source));
  giveBack();
  return signedIn(parts, request, session);
}

async function logOut(parts: Parts, _: Gate, request: Request): Promise<Response> {
  const token = sessionTokenOf(request);
  if (token !== null) await endSession(parts, token);
  return new Response(null, { status: 204, headers: { 'set-cookie': ownCookie(request, parts.origin(), sessionCookie, '', 'Max-Age=0') } });
}

async function switchTo(parts: Parts, gate: Gate, request: Request): Promise<Response> {
  const person = await browserOf(gate, request);
  const { tenantId } = await readBody(SwitchTenantBody, request);
  return signedIn(parts, request, await switchTenant(parts.db, person, BigInt(tenantId), gate.sourceOf(request, 'switch')));
}

async function preview(parts: Parts, gate: Gate, request: Request): Promise<Response> {
  const giveBack = gate.countSignIn(request);
  const { token } = await readBody(InvitationTokenBody, request);
  const { address } = gate.sourceOf(request, 'invitation');
  const answer = Response.json(await orNoted(parts, { by: 'invitation', token, from: address }, () => previewInvitation(parts.db, token)));
  giveBack();
  return answer;
}

async function accept(parts: Parts, gate: Gate, request: Request): Promise<Response> {
  const giveBack = gate.countSignIn(request);
  const { token, name } = await readBody(AcceptInvitationBody, request);
  const as = sessionTokenOf(request) === null ? null : await gate.authenticate(request);
  if (as) requireSelf(as);
  const source = gate.sourceOf(request, 'invitation');
  const session = await orNoted(parts, { by: 'invitation', token, from: source.address }, () => acceptInvitation(parts.db, token, { as, name: name ?? '', source }));
  giveBack();
  return signedIn(parts, request, session);
}

/** The person themselves, or a key that may do all that they may. */
async function personOf(gate: Gate, request: Request): Promise<Principal> {
  const person = (await gate.authenticate(request)) ?? refuse({ status: 401, code: 'unauthenticated', title: 'Sign in first', detail: 'Open a sign-in link, or get a new one by: npx lime sign-in' });
  requireSelf(person);
  return person;
}

function requireSelf({ credential }: Principal): void {
  if (!credential?.full) refuse({ status: 403, code: 'not_permitted', title: 'Not permitted', detail: 'This is done by the person themselves, or by an API key that may do all that they may (scope "*").' });
}

/** Who is signed in by cookie: nobody else has a place for the new session's token. */
async function browserOf(gate: Gate, request: Request): Promise<Principal> {
  const person = await personOf(gate, request);
  if (sessionTokenOf(request) !== cookieOf(request, sessionCookie)) refuse({ status: 403, code: 'browser_only', title: 'In the browser only', detail: 'A browser session changes to another organisation. On the command line use a token of that organisation.' });
  return person;
}

/** Answers with who the person is now. The session that the browser had before, if any, is at an end: it has lost its cookie. */
async function signedIn(parts: Parts, request: Request, { sessionToken, expiresAt }: OpenedSession): Promise<Response> {
  await endCookieSession(parts, request);
  const person = (await parts.sessions.authenticate(sessionToken)) ?? refuse({ status: 401, code: 'unauthenticated', title: 'Sign in again', detail: 'The session was ended meanwhile.' });
  const me = await parts.db.tenant(person.tenantId, (tx) => readMe(tx, person));
  return Response.json(me, { headers: { 'set-cookie': sessionCookieOf(parts, request, sessionToken, expiresAt) } });
}

export function sessionCookieOf({ origin }: Parts, request: Request, sessionToken: string, expiresAt: Date): string {
  return ownCookie(request, origin(), sessionCookie, sessionToken, `Expires=${expiresAt.toUTCString()}`);
}

/** Ends the session whose cookie is about to be replaced. */
export async function endCookieSession(parts: Parts, request: Request): Promise<void> {
  const token = cookieOf(request, sessionCookie);
  if (token !== null) await endSession(parts, token);
}

async function endSession(parts: Parts, token: string): Promise<void> {
  const person = await parts.sessions.authenticate(token);
  if (person?.credential?.kind !== 'session') return;
  await parts.db.tenant(person.tenantId, (tx) => signOut(tx, person, token));
  parts.sessions.forget(token);
}
