import * as oauth from 'oauth4webapi';
import type { Outbound } from '@lime/outbound';

/** The OAuth app that an operator has registered at github.com or a GitHub of their own. `url`: as people open it. */
export type OAuthApp = { clientId: string; clientSecret: string; url: string };

/** What a token endpoint has given. */
export type OAuthTokens = { access: string; refresh: string | null; expiresAt: Date | null };

type Consent = { redirectUri: string; state: string; verifier: string; scopes: readonly string[] };
type Callback = { params: URLSearchParams; redirectUri: string; state: string; verifier: string };

const answerWithinMs = 10_000;
/** A token and what is said with it are some hundred bytes. */
const maxBytes = 100_000;

/** Where a browser is sent to be asked; the challenge is that of the verifier (PKCE, S256). */
export async function consentUrl(app: OAuthApp, { redirectUri, state, verifier, scopes }: Consent): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code', client_id: app.clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  return `${serverOf(app).authorization_endpoint}?${query.toString()}`;
}

/** The tokens for a callback's code. Throws when GitHub says no, cannot be reached, or answers what is not understood. */
export async function tradeCode(outbound: Outbound, app: OAuthApp, { params, redirectUri, state, verifier }: Callback): Promise<OAuthTokens> {
  const [server, client] = [serverOf(app), clientOf(app)];
  const checked = oauth.validateAuthResponse(server, client, params, state);
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.ClientSecretPost(app.clientSecret), checked, redirectUri, verifier, optionsOf(outbound, app));
  return toTokens(await oauth.processAuthorizationCodeResponse(server, client, answer));
}

/** New tokens for a refresh token. Throws like {@link tradeCode}. */
export async function refreshTokens(outbound: Outbound, app: OAuthApp, refreshToken: string): Promise<OAuthTokens> {
  const [server, client] = [serverOf(app), clientOf(app)];
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.ClientSecretPost(app.clientSecret), refreshToken, optionsOf(outbound, app));
  return toTokens(await oauth.processRefreshTokenResponse(server, client, answer));
}

/** GitHub publishes no metadata; it names itself so in `iss` (RFC 9207). */
function serverOf({ url }: OAuthApp) {
  return { issuer: `${url}/login/oauth`, authorization_endpoint: `${url}/login/oauth/authorize`, token_endpoint: `${url}/login/oauth/access_token` };
}

function clientOf({ clientId }: OAuthApp): oauth.Client {
  return { client_id: clientId };
}

/** Requests of the library go our way out, and over plain HTTP where the operator's own GitHub speaks that. */
function optionsOf(outbound: Outbound, app: OAuthApp) {
  const customFetch = async (url: string, options: { method: string; headers: Record<string, string>; body?: URLSearchParams | string | Uint8Array | null | undefined }) => {
    const body = options.body ? { body: await new Response(options.body).text() } : {};
    const answer = await outbound.ask({ url, method: options.method === 'POST' ? 'POST' : 'GET', headers: options.headers, timeoutMs: answerWithinMs, maxBytes, mayFollow: () => false, ...body });
    if (answer.kind === 'failed') throw new Error(answer.message);
    return new Response(new TextDecoder().decode(answer.body), { status: answer.status, headers: { ...answer.headers } });
  };
  // oxlint-disable-next-line typescript/no-deprecated -- marked so by its authors to stand out: for a GitHub that the operator names by http
  return { [oauth.customFetch]: customFetch, [oauth.allowInsecureRequests]: app.url.startsWith('http:') };
}

function toTokens({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): OAuthTokens {
  return { access: access_token, refresh: refresh_token ?? null, expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000) };
}
