import { z } from 'zod';
import type { ForgeAccount } from '../adapters/forge-adapter.ts';
import { type Found, mapped } from '../adapters/found.ts';
import { githubClient } from '../adapters/github.ts';
import type { ForgeContext } from '../context.ts';
import { appJwt } from './app-jwt.ts';
import { type Credential, endingSoonMs } from './credential.ts';

const Minted = z.object({ token: z.string(), expires_at: z.iso.datetime({ offset: true }) });
const Installation = z.object({ account: z.object({ login: z.string() }), permissions: z.record(z.string(), z.string()).default({}) });

/** A token of the app's installation, for an hour; `expiresAt` by GitHub. */
export async function mintInstallationToken({ outbound }: Pick<ForgeContext, 'outbound'>, { url, settings, secret }: Credential): Promise<Found<{ token: string; expiresAt: number }>> {
  const client = asApp(outbound, url, settings.appId ?? '', secret);
  if (!client.ok) return client;
  const minted = await client.value.call(Minted, { method: 'POST', path: `/app/installations/${encodeURIComponent(settings.installationId ?? '')}/access_tokens`, body: {} });
  return mapped(minted, ({ token, expires_at }) => ({ token, expiresAt: Date.parse(expires_at) }));
}

/** The same, kept until a minute before it ends. */
export async function installationToken(ctx: ForgeContext, connectorId: bigint, credential: Credential): Promise<Found<string>> {
  const kept = ctx.minted.get(connectorId);
  if (kept && kept.goodUntil > Date.now()) return { ok: true, value: kept.token };
  const minted = await mintInstallationToken(ctx, credential);
  if (minted.ok) ctx.minted.set(connectorId, { token: minted.value.token, goodUntil: minted.value.expiresAt - endingSoonMs });
  return mapped(minted, ({ token }) => token);
}

/** Whose repositories the installation opens, and what it may do with them. */
export async function readInstallation({ outbound }: Pick<ForgeContext, 'outbound'>, { url, settings, secret }: Credential): Promise<Found<ForgeAccount>> {
  const client = asApp(outbound, url, settings.appId ?? '', secret);
  if (!client.ok) return client;
  const found = await client.value.call(Installation, { path: `/app/installations/${encodeURIComponent(settings.installationId ?? '')}` });
  return mapped(found, ({ account, permissions }) => ({ login: account.login, scopes: Object.entries(permissions).map(([name, level]) => `${name}:${level}`) }));
}

function asApp(outbound: ForgeContext['outbound'], url: string, appId: string, privateKey: string): Found<ReturnType<typeof githubClient>> {
  const jwt = appJwt(appId, privateKey);
  return jwt === null ? { ok: false, code: 'unauthorised', message: 'The private key is not an RSA key that can be read.' } : { ok: true, value: githubClient(outbound, url, jwt) };
}
