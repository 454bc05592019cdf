import type { Elysia } from 'elysia';
import type { SignInProblem } from '@lime/contracts';
import { finishGithubSignIn, type GithubOutcome, type GithubSignIn, sessionTokenOf, startGithubSignIn } from '@lime/identity';
import { ProblemError } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import { cookieOf, ownCookie } from './cookies.ts';
import type { Gate } from './gate-requests.ts';
import { ownPath } from './own-path.ts';
import { endCookieSession, sessionCookieOf } from './serve-session.ts';

const browserCookie = 'lime_github';
const cookieLife = 'Max-Age=600';

/** Sign-in with GitHub. A person's browser goes through here: whatever is wrong, it ends at the sign-in page, which says so. */
export function serveGithub(app: Elysia, parts: Parts, gate: Gate): void {
  const { github } = parts;
  if (!github) return;
  for (const prefix of ['', '/api/v1']) {
    app.get(`${prefix}/auth/github/start`, ({ request }) => orSignInPage(() => start(parts, github(), gate, request)));
    app.get(`${prefix}/auth/github/callback`, ({ request }) => orSignInPage(() => finish(parts, github(), gate, request)));
  }
}

/** `?next=` the page to come back to, `?invitation=` the token of a link, `?connect=1` for who is signed in already. */
async function start(parts: Parts, github: GithubSignIn, gate: Gate, request: Request): Promise<Response> {
  const url = new URL(request.url);
  // The cookie must be of the address that GitHub sends the browser back to.
  const own = new URL(parts.origin());
  if (request.headers.get('host') !== own.host && !url.searchParams.has('moved')) {
    url.searchParams.set('moved', '1');
    return redirect(`${own.origin}/auth/github/start${url.search}`);
  }
  const foreign = request.headers.get('sec-fetch-site') === 'cross-site';
  const invitation = url.searchParams.get('invitation');
  // Another site's link would take the person, whom GitHub asks nothing any more, into an organisation of its choice.
  if (invitation !== null && foreign) return redirect(`/join?token=${encodeURIComponent(invitation)}`);
  gate.countSignIn(request);
  const connect = url.searchParams.get('connect') === '1' && !foreign ? await browserPerson(gate, request) : null;
  if (url.searchParams.get('connect') === '1' && !connect) return signInPage('start_again');
  const { url: github_url, browserToken } = await startGithubSignIn(github, { returnTo: ownPath(url.searchParams.get('next')), invitation, connect });
  return redirect(github_url, [ownCookie(request, own.origin, browserCookie, browserToken, cookieLife)]);
}

async function finish(parts: Parts, github: GithubSignIn, gate: Gate, request: Request): Promise<Response> {
  gate.countSignIn(request);
  const outcome = await finishGithubSignIn(github, {
    params: new URL(request.url).searchParams, browserToken: cookieOf(request, browserCookie),
    person: await browserPerson(gate, request), source: gate.sourceOf(request, 'github'),
  });
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
