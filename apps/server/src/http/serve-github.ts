import type { Elysia } from 'elysia';
import { type SignInProblem, StartGithubBody } from '@lime/contracts';
import { guardOrigin, orProblem, readBody } from '@lime/http';
import { finishGithubSignIn, type GithubOutcome, type GithubSignIn, sessionTokenOf, startGithubSignIn } from '@lime/identity';
import { type Logger, type Problem, ProblemError, refuse } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import { cookieOf, ownCookie } from './cookies.ts';
import type { Gate } from './gate-requests.ts';
import { noteGithub } from './note-refusals.ts';
import { ownPath } from './own-path.ts';
import { endCookieSession, sessionCookieOf } from './serve-session.ts';

const browserCookie = 'lime_github';
const cookieLife = 'Max-Age=600';

/** Sign-in with GitHub. A person's browser goes through here: whatever is wrong, it ends at the sign-in page, which says so. */
export function serveGithub(app: Elysia, parts: Parts, gate: Gate, logger: Logger): void {
  const { github } = parts;
  if (!github) return;
  app.post('/api/v1/auth/github/start', async ({ request }) => gate.tell(request, await orProblem(logger, () => startByPage(parts, github(), gate, request))), { parse: 'none' });
  for (const prefix of ['', '/api/v1']) {
    app.get(`${prefix}/auth/github/start`, ({ request }) => orSignInPage(() => start(parts, github(), gate, request)));
    app.get(`${prefix}/auth/github/callback`, ({ request }) => orSignInPage(() => finish(parts, github(), gate, request)));
  }
}

/** `?next=` the page to come back to. A link accepts no invitation and connects no account: it leads to the page that asks. */
async function start(parts: Parts, github: GithubSignIn, gate: Gate, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const invitation = url.searchParams.get('invitation');
  if (invitation !== null) return redirect(joinPage(invitation));
  if (url.searchParams.get('connect') === '1') return redirect(connectPage);
  // The cookie must be of the address that GitHub sends the browser back to.
  const own = new URL(parts.origin());
  if (request.headers.get('host') !== own.host && !url.searchParams.has('moved')) {
    url.searchParams.set('moved', '1');
    return redirect(`${own.origin}/auth/github/start${url.search}`);
  }
  gate.countSignIn(request);
  const { url: github_url, browserToken } = await startGithubSignIn(github, { returnTo: ownPath(url.searchParams.get('next')), invitation: null, connect: null });
  return redirect(github_url, [ownCookie(request, own.origin, browserCookie, browserToken, cookieLife)]);
}

/** Only a page of ours can send this: GitHub asks a person who has been here before nothing any more, so the yes is said here. */
async function startByPage(parts: Parts, github: GithubSignIn, gate: Gate, request: Request): Promise<Response> {
  guardOrigin(request);
  const own = new URL(parts.origin());
  const asked = await readBody(StartGithubBody, request);
  const invitation = 'invitation' in asked ? asked.invitation : null;
  if (request.headers.get('host') !== own.host) return Response.json({ url: own.origin + (invitation === null ? connectPage : joinPage(invitation)) });
  gate.countSignIn(request);
  const connect = invitation === null ? ((await browserPerson(gate, request)) ?? refuse(connectRefused)) : null;
  const { url, browserToken } = await startGithubSignIn(github, { returnTo: invitation === null ? connectPage : '/', invitation, connect });
  return Response.json({ url }, { headers: { 'set-cookie': ownCookie(request, own.origin, browserCookie, browserToken, cookieLife) } });
}

const connectPage = '/settings/sessions';
const connectRefused: Problem = { status: 403, code: 'not_yourself', title: 'Sign in yourself first', detail: 'An account is connected by who is signed in in the browser, by a way in of their own: not by a link that somebody else has made, nor by an API key.' };

function joinPage(invitation: string): string {
  return `/join?token=${encodeURIComponent(invitation)}`;
}

async function finish(parts: Parts, github: GithubSignIn, gate: Gate, request: Request): Promise<Response> {
  const giveBack = gate.countSignIn(request);
  const outcome = await finishGithubSignIn(github, {
    params: new URL(request.url).searchParams, browserToken: cookieOf(request, browserCookie),
    person: await browserPerson(gate, request), source: gate.sourceOf(request, 'github'),
  });
  if (outcome.kind === 'refused') noteGithub(parts, outcome, gate.sourceOf(request, 'github').address);
  else {
    // This one, and the one that was counted when it began.
    giveBack();
    giveBack();
  }
  return answer(parts, request, outcome);
}

async function answer(parts: Parts, request: Request, outcome: GithubOutcome): Promise<Response> {
  const done = ownCookie(request, parts.origin(), browserCookie, '', 'Max-Age=0');
  if (outcome.kind === 'refused') return signInPage(outcome.problem, [done]);
  if (outcome.kind === 'connected') return redirect(outcome.returnTo, [done]);
  await endCookieSession(parts, request);
  return redirect(outcome.returnTo, [done, sessionCookieOf(parts, request, outcome.session.sessionToken, outcome.session.expiresAt)]);
}

/** Null too for who is signed in by somebody else's link: their GitHub account would open all that is this person's. */
async function browserPerson(gate: Gate, request: Request) {
  const person = sessionTokenOf(request) === null ? null : await gate.authenticate(request);
  return person?.credential?.everywhere ? person : null;
}

async function orSignInPage(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return signInPage(error.problem.status === 429 ? 'too_many_requests' : 'github_failed');
  }
}

function signInPage(problem: SignInProblem, cookies: string[] = []): Response {
  return redirect(`/sign-in?problem=${problem}`, cookies);
}

function redirect(location: string, cookies: string[] = []): Response {
  return new Response(null, { status: 302, headers: [['location', location], ['cache-control', 'no-store'], ['referrer-policy', 'no-referrer'], ...cookies.map((cookie): [string, string] => ['set-cookie', cookie])] });
}
