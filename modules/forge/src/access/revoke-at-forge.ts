import { githubApi, githubClient } from '../adapters/github.ts';
import type { ForgeContext } from '../context.ts';
import type { Credential } from './credential.ts';

/** Takes a credential back where it was given; `impossible` where the forge's API has no way to. */
export async function revokeAtForge(ctx: Pick<ForgeContext, 'outbound' | 'oauthApp'>, credential: Credential, minted: string | null): Promise<'revoked' | 'impossible' | 'failed'> {
  const { provider, auth, url, secret } = credential;
  if (provider === 'github' && auth === 'app') {
    if (minted === null) return 'impossible';
    return (await githubClient(ctx.outbound, url, minted).tell({ method: 'DELETE', path: '/installation/token' })).ok ? 'revoked' : 'failed';
  }
  if (provider === 'github' && auth === 'oauth' && ctx.oauthApp) return revokeGrant(ctx, ctx.oauthApp, secret);
  if (provider === 'gitlab' && auth === 'token') {
    return succeeded(await ctx.outbound.ask({ url: `${url}/api/v4/personal_access_tokens/self`, method: 'DELETE', headers: { 'private-token': secret } }));
  }
  return 'impossible';
}

async function revokeGrant({ outbound }: Pick<ForgeContext, 'outbound'>, { clientId, clientSecret, url }: NonNullable<ForgeContext['oauthApp']>, token: string): Promise<'revoked' | 'failed'> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  return succeeded(await outbound.ask({
    url: `${githubApi(url)}/applications/${encodeURIComponent(clientId)}/token`, method: 'DELETE', body: JSON.stringify({ access_token: token }),
    headers: { authorization, accept: 'application/vnd.github+json', 'content-type': 'application/json', 'user-agent': 'assembly-lime' },
  }));
}

function succeeded(answer: Awaited<ReturnType<ForgeContext['outbound']['ask']>>): 'revoked' | 'failed' {
  return answer.kind === 'answered' && answer.status < 300 ? 'revoked' : 'failed';
}
