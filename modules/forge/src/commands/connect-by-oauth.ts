import { randomBytes } from 'node:crypto';
import type { ConnectorOAuthStart, ConnectorView } from '@lime/contracts';
import { hashToken, refuse } from '@lime/kernel';
import type { Principal } from '@lime/http';
import { recordAudit } from '@lime/audit';
import { consentUrl, type OAuthApp, type OAuthTokens, tradeCode } from '@lime/identity';
import { tryCredential } from '../access/try-credential.ts';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import { insertSignIn, takeSignIn } from '../sql/connector-sign-ins.ts';
import { keepConnector } from './create-connector.ts';

/** A person has this long to say yes at the forge. Milliseconds. */
const signInMs = 10 * 60_000;

/** What a connector by OAuth asks for: repositories with their code and webhooks, and workflow files. */
const oauthScopes = ['repo', 'workflow', 'admin:repo_hook'];

/** Where GitHub sends people back to. */
const callbackPath = '/api/v1/connectors/oauth/github/callback';

/** Begins to connect by OAuth: state and PKCE, kept for the person who began. */
export async function startOAuth(ctx: ForgeContext, person: Principal): Promise<ConnectorOAuthStart> {
  const app = appOf(ctx);
  const [state, verifier, expiresAt] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url'), new Date(Date.now() + signInMs)];
  await ctx.db.tenant(person.tenantId, async (tx) => {
    await insertSignIn(tx, { userId: person.userId, stateHash: hashToken(state), verifier, expiresAt });
    recordAudit(tx, { actor: person, action: 'connector.sign_in', target: { type: 'connector', id: null }, payload: { provider: 'github' } });
  });
  const url = await consentUrl(app, { redirectUri: ctx.origin() + callbackPath, state, verifier, scopes: oauthScopes });
  return { url, scopes: oauthScopes, expiresAt: expiresAt.toISOString() };
}

/** Ends it: 422 `sign_in_unknown` when this person did not begin it, or it is over; `sign_in_refused` when the forge says no. */
export async function finishOAuth(ctx: ForgeContext, person: Principal, query: URLSearchParams): Promise<ConnectorView> {
  const app = appOf(ctx);
  const state = query.get('state') ?? '';
  const verifier = await ctx.db.tenant(person.tenantId, (tx) => takeSignIn(tx, person.userId, hashToken(state)));
  if (verifier === null) refuse({ status: 422, code: 'sign_in_unknown', title: 'Begin again', detail: 'This sign-in was begun by somebody else, or has ended. Begin to connect again.' });
  const tokens = await changeCode(ctx, app, query, { state, verifier });
  const credential = { provider: 'github', auth: 'oauth', url: app.url, settings: {}, secret: tokens.access } as const;
  const account = orRefuse(await tryCredential(ctx, credential));
  return keepConnector(ctx, person, { credential, account: { login: account.login, scopes: account.scopes }, name: `${account.login} at ${new URL(app.url).host}`, refresh: tokens.refresh, expiresAt: tokens.expiresAt });
}

async function changeCode(ctx: ForgeContext, app: OAuthApp, query: URLSearchParams, { state, verifier }: { state: string; verifier: string }): Promise<OAuthTokens> {
  try {
    return await tradeCode(ctx.outbound, app, { params: query, redirectUri: ctx.origin() + callbackPath, state, verifier });
  } catch (error) {
    ctx.logger.info({ err: error }, 'connecting by OAuth came to nothing');
    refuse({ status: 422, code: 'sign_in_refused', title: 'Not connected', detail: query.get('error') === 'access_denied' ? 'You said no at GitHub. Begin again if that was not meant.' : 'GitHub did not give a token. Begin to connect again.' });
  }
}

function appOf({ oauthApp }: ForgeContext): OAuthApp {
  return oauthApp ?? refuse({ status: 409, code: 'oauth_not_set_up', title: 'Not set up', detail: 'This server has no OAuth app at GitHub. Connect by a token or a GitHub App; or register an app, and start the server with LIME_GITHUB_CLIENT_ID and LIME_GITHUB_CLIENT_SECRET.' });
}
