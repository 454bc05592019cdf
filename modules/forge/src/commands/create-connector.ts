import type { z } from 'zod';
import { type ConnectorView, type CreateConnectorBody } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import { noteSealing, seal } from '@lime/vault';
import type { Credential } from '../access/credential.ts';
import { tryCredential } from '../access/try-credential.ts';
import { bitbucketUrl } from '../adapters/bitbucket.ts';
import type { ForgeAccount } from '../adapters/forge-adapter.ts';
import { githubUrl } from '../adapters/github.ts';
import { gitlabUrl } from '../adapters/gitlab.ts';
import type { ForgeContext } from '../context.ts';
import { toConnectorView } from '../queries/connector-view.ts';
import { orRefuse } from '../refusals.ts';
import { insertConnector, nextConnectorId, placeOf, type SealedColumn } from '../sql/connectors.ts';
import { checkAddress } from './check-address.ts';

type Body = z.output<typeof CreateConnectorBody>;

const defaultUrls = { github: githubUrl, gitlab: gitlabUrl, bitbucket: bitbucketUrl } as const;

/** Connects with a credential that a person brings. It is tried first: what does not work is not kept. */
export async function createConnector(ctx: ForgeContext, person: Principal, body: Body): Promise<ConnectorView> {
  const credential = await toCredential(ctx, body);
  const { hostKeys, ...account } = orRefuse(await tryCredential(ctx, credential));
  const settings = { ...credential.settings, ...(hostKeys !== undefined && { hostKeys }) };
  return keepConnector(ctx, person, { credential: { ...credential, settings }, account, name: body.name ?? nameOf(credential, account) });
}

async function toCredential(ctx: ForgeContext, body: Body): Promise<Credential> {
  if (body.provider === 'git') {
    const url = body.auth === 'ssh_key' ? body.url : await checkAddress(ctx, body.url);
    if (body.auth === 'ssh_key') return { provider: 'git', auth: 'ssh_key', url, secret: body.privateKey, settings: body.hostKeys === undefined ? {} : { hostKeys: body.hostKeys } };
    return body.auth === 'password' ? { provider: 'git', auth: 'password', url, secret: body.password, settings: { username: body.username } } : { provider: 'git', auth: 'none', url, secret: '', settings: {} };
  }
  const url = await checkAddress(ctx, body.url ?? defaultUrls[body.provider]);
  if (body.auth === 'app') return { provider: 'github', auth: 'app', url, secret: body.privateKey, settings: { appId: body.appId, installationId: body.installationId } };
  return { provider: body.provider, auth: 'token', url, secret: body.token, settings: body.username === undefined ? {} : { username: body.username } };
}

function nameOf({ provider, url }: Credential, { login }: ForgeAccount): string {
  return provider === 'git' ? url.slice(0, 100) : `${login} at ${new URL(url).host}`.slice(0, 100);
}

export type Kept = { credential: Credential; account: ForgeAccount; name: string; refresh?: string | null; expiresAt?: Date | null };

/** Seals a credential that works, with whom it works as. */
export async function keepConnector(ctx: ForgeContext, person: Principal, { credential, account, name, refresh = null, expiresAt = null }: Kept): Promise<ConnectorView> {
  const { provider, auth, url, settings, secret } = credential;
  return ctx.db.tenant(person.tenantId, async (tx) => {
    await noteSealing(tx);
    const id = await nextConnectorId(tx);
    const sealed = (column: SealedColumn, text: string | null) => (text === null ? null : seal(ctx.keyring, placeOf(tx.tenantId, id, column), text));
    const row = await insertConnector(tx, {
      id, provider, auth_type: auth, name, url, settings, account: account.login, scopes: account.scopes, createdBy: person.userId, token_expires_at: expiresAt,
      access_token_enc: sealed('access_token_enc', auth === 'none' ? null : secret), refresh_token_enc: sealed('refresh_token_enc', refresh),
    });
    recordAudit(tx, { actor: person, action: 'connector.create', target: { type: 'connector', id }, payload: { provider, auth, name, url, account: account.login } });
    return toConnectorView(row);
  });
}
