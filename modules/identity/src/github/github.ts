import * as oauth from 'oauth4webapi';
import { z } from 'zod';

/** The OAuth app that an operator has registered at github.com or a GitHub of their own. */
export type GithubSettings = { clientId: string; clientSecret: string; url: string; apiUrl: string };

/** Who somebody is at GitHub; `emails` are verified, the primary one first when it is. */
export type GithubAccount = { id: bigint; login: string; name: string; emails: string[]; primary: string | null };

const User = z.object({ id: z.int().positive(), login: z.string().min(1), name: z.string().nullish() });
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

const answerWithinMs = 10_000;
const scope = 'read:user user:email';

function serverOf({ url }: GithubSettings): oauth.AuthorizationServer {
  // GitHub names itself so in `iss` (RFC 9207); it publishes no metadata.
  return { issuer: `${url}/login/oauth`, authorization_endpoint: `${url}/login/oauth/authorize`, token_endpoint: `${url}/login/oauth/access_token` };
}

/** Where the browser is sent; the challenge is that of the verifier (PKCE, S256). */
export async function authorizeUrl(settings: GithubSettings, asked: { redirectUri: string; state: string; verifier: string }): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code', client_id: settings.clientId, redirect_uri: asked.redirectUri, scope, state: asked.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(asked.verifier), code_challenge_method: 'S256',
  });
  return `${serverOf(settings).authorization_endpoint}?${query.toString()}`;
}

/** The account that a callback proves. Throws when GitHub says no, cannot be reached, or answers what is not understood. */
export async function readAccount(settings: GithubSettings, callback: { params: URLSearchParams; redirectUri: string; state: string; verifier: string }): Promise<GithubAccount> {
  const server = serverOf(settings);
  const client: oauth.Client = { client_id: settings.clientId };
  // oxlint-disable-next-line typescript/no-deprecated -- marked so by its authors to stand out: for a GitHub that the operator names by http
  const http = { signal: () => AbortSignal.timeout(answerWithinMs), [oauth.allowInsecureRequests]: settings.url.startsWith('http:') };
  const params = oauth.validateAuthResponse(server, client, callback.params, callback.state);
  const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.ClientSecretPost(settings.clientSecret), params, callback.redirectUri, callback.verifier, http);
  const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, response);
  const [user, emails] = await Promise.all([ask(settings, token, '/user', User), ask(settings, token, '/user/emails', Emails)]);
  const verified = emails.filter((email) => email.verified);
  const primary = verified.find((email) => email.primary)?.email ?? null;
  return { id: BigInt(user.id), login: user.login, name: nameOf(user), emails: verified.map(({ email }) => email), primary };
}

/** What people call themselves there may be empty, or long. */
function nameOf({ name, login }: z.infer<typeof User>): string {
  const trimmed = name?.replaceAll('\0', '').trim().slice(0, 100) ?? '';
  return trimmed === '' ? login : trimmed;
}

async function ask<T>(settings: GithubSettings, token: string, path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${settings.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'assembly-lime', 'x-github-api-version': '2022-11-28' },
    redirect: 'error', signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}`);
  return schema.parse(await response.json());
}
