import { createHash, randomBytes } from 'node:crypto';
import { AuthorizationResponseError } from 'oauth4webapi';
import type { SignInProblem } from '@lime/contracts';
import { hashToken, type Logger, ProblemError } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';
import type { Outbound } from '@lime/outbound';
import { type GithubAccount, type GithubSettings, readAccount, signInScopes } from '../github/github.ts';
import { consentUrl } from '../github/oauth-app.ts';
import { findTenantOfInvitation } from '../sql/invitations.ts';
import { insertSignIn, type PendingSignIn, takeSignIn } from '../sql/github-sign-ins.ts';
import { findGithubPerson } from '../sql/people.ts';
import { readUsersOf } from '../sql/tenants.ts';
import type { Authenticator } from '../session-cache.ts';
import { connectGithub } from './connect-github.ts';
import { enterWithGithub } from './enter-with-github.ts';
import type { OpenedSession, SessionSource } from './open-session.ts';

export type GithubSignIn = { db: Db; sessions: Authenticator; logger: Logger; outbound: Outbound; settings: GithubSettings; signUp: 'open' | 'invited'; /** Registered at GitHub. */ redirectUri: string };

/** Sends a browser to GitHub. `browserToken` goes into a cookie: without it the way back is closed to everybody. */
export async function startGithubSignIn({ db, settings, redirectUri }: GithubSignIn, asked: { returnTo: string; invitation: string | null; connect: Principal | null }): Promise<{ url: string; browserToken: string }> {
  const [state, browserToken] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  const pending: PendingSignIn = { return_to: asked.returnTo, invitation_hash: asked.invitation === null ? null : hashToken(asked.invitation), connect_user_id: asked.connect?.userId ?? null };
  await db.engine((tx) => insertSignIn(tx, hashToken(state), hashToken(browserToken), pending));
  return { url: await consentUrl(settings, { redirectUri, state, verifier: verifierOf(browserToken), scopes: signInScopes }), browserToken };
}

/** Why nobody was let in; `login`: of the account, where GitHub has said whose it is; `tenantIds`: of the tenants that it concerns. */
export type GithubRefusal = { problem: SignInProblem; login: string | null; tenantIds: bigint[] };
export type GithubOutcome = { kind: 'signed_in'; session: OpenedSession; returnTo: string } | { kind: 'connected'; returnTo: string } | ({ kind: 'refused' } & GithubRefusal);

/** What a browser that comes back from GitHub gets. Nothing of `state`, cookie or code works twice. */
export async function finishGithubSignIn(ctx: GithubSignIn, back: { params: URLSearchParams; browserToken: string | null; person: Principal | null; source: SessionSource }): Promise<GithubOutcome> {
  const state = back.params.get('state');
  if (state === null || back.browserToken === null) return startAgain;
  const [stateHash, browserHash] = [hashToken(state), hashToken(back.browserToken)];
  const pending = await ctx.db.engine((tx) => takeSignIn(tx, stateHash, browserHash));
  if (!pending) return startAgain;
  let account: GithubAccount | null = null;
  try {
    account = await readAccount(ctx.outbound, ctx.settings, { params: back.params, redirectUri: ctx.redirectUri, state, verifier: verifierOf(back.browserToken) });
    return await admit(ctx, account, pending, back);
  } catch (error) {
    return { kind: 'refused', problem: problemOf(error, ctx.logger), login: account?.login ?? null, tenantIds: await concernedTenants(ctx.db, account, pending, back.person) };
  }
}

async function admit(ctx: GithubSignIn, account: GithubAccount, pending: PendingSignIn, { person, source }: { person: Principal | null; source: SessionSource }): Promise<GithubOutcome> {
  if (pending.connect_user_id === null) return { kind: 'signed_in', session: await enterWithGithub(ctx, account, pending.invitation_hash, source), returnTo: pending.return_to };
  if (person?.userId !== pending.connect_user_id) return startAgain;
  await connectGithub(ctx.db, ctx.sessions, person, account);
  return { kind: 'connected', returnTo: pending.return_to };
}

const startAgain: GithubOutcome = { kind: 'refused', problem: 'start_again', login: null, tenantIds: [] };

/** Who invited them; where they were signed in; or where they are a member, whom all that would let in nowhere. */
async function concernedTenants(db: Db, account: GithubAccount | null, pending: PendingSignIn, person: Principal | null): Promise<bigint[]> {
  const { invitation_hash: invitationHash } = pending;
  if (pending.connect_user_id !== null) return person ? [person.tenantId] : [];
  return db.engine(async (tx) => {
    if (invitationHash !== null) return findTenantOfInvitation(tx, invitationHash);
    const personId = account ? await findGithubPerson(tx, account.id) : null;
    return personId === null ? [] : (await readUsersOf(tx, personId)).map(({ tenant_id }) => tenant_id);
  });
}

/** The codes of refusals that concern who signs in; everything else is between us and GitHub. */
const told: Record<string, SignInProblem> = { email_unverified: 'email_unverified', not_invited: 'not_invited', open_your_invitation: 'open_your_invitation', invitation_invalid: 'invitation_invalid', already_member: 'already_member', account_disabled: 'account_disabled', github_taken: 'github_taken' };

function problemOf(error: unknown, logger: Logger): SignInProblem {
  if (error instanceof ProblemError) return told[error.problem.code] ?? 'github_failed';
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') return 'refused';
  logger.warn({ err: error }, 'a sign-in with GitHub failed');
  return 'github_failed';
}

/** The PKCE verifier is never stored: only the browser holds what it is made from. */
function verifierOf(browserToken: string): string {
  return createHash('sha256').update(`pkce ${browserToken}`).digest('base64url');
}
