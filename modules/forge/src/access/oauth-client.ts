import * as oauth from 'oauth4webapi';
import type { OAuthApp, ForgeContext } from '../context.ts';

/** What a connector by OAuth asks for: repositories with their code and webhooks, and workflow files. */
export const oauthScopes = ['repo', 'workflow', 'admin:repo_hook'];

export type OAuthTokens = { access: string; refresh: string | null; expiresAt: Date | null };

/** GitHub publishes no metadata; it names itself so in `iss` (RFC 9207). */
export function serverOf({ url }: OAuthApp): oauth.AuthorizationServer {
  return { issuer: `${url}/login/oauth`, authorization_endpoint: `${url}/login/oauth/authorize`, token_endpoint: `${url}/login/oauth/access_token` };
}

export function clientOf({ clientId }: OAuthApp): oauth.Client {
  return { client_id: clientId };
}

/** Requests of the library go our way out, and over plain HTTP where the operator's own forge speaks that. */
export function optionsOf({ outbound }: Pick<ForgeContext, 'outbound'>, app: OAuthApp) {
  const customFetch = async (url: string, options: { method: string; headers: Record<string, string>; body?: URLSearchParams | string | Uint8Array | null | undefined }) => {
    const body = options.body ? { body: await new Response(options.body).text() } : {};
    const answer = await outbound.ask({ url, method: options.method === 'POST' ? 'POST' : 'GET', headers: options.headers, ...body });
    if (answer.kind === 'failed') throw new Error(answer.message);
    return new Response(new TextDecoder().decode(answer.body), { status: answer.status, headers: { ...answer.headers } });
  };
  // oxlint-disable-next-line typescript/no-deprecated -- marked so by its authors to stand out: for a GitHub that the operator names by http
  return { [oauth.customFetch]: customFetch, [oauth.allowInsecureRequests]: app.url.startsWith('http:') };
}

export function toTokens({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): OAuthTokens {
  return { access: access_token, refresh: refresh_token ?? null, expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000) };
}
