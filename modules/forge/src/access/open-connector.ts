import type { Found } from '../adapters/found.ts';
import type { ForgeAdapter } from '../adapters/forge-adapter.ts';
import { unseal } from '@lime/vault';
import type { ForgeContext } from '../context.ts';
import { type ConnectorRow, placeOf } from '../sql/connectors.ts';
import type { Credential } from './credential.ts';
import { installationToken } from './installation.ts';
import { openAdapter } from './open-adapter.ts';
import { refreshed } from './refresh-token.ts';

/** A connector's credential, opened. */
export function openCredential(ctx: Pick<ForgeContext, 'keyring'>, tenantId: bigint, row: ConnectorRow): Found<Credential> {
  if (row.status === 'revoked') return { ok: false, code: 'unauthorised', message: `The connector "${row.name}" is revoked. Connect again.` };
  const credential = { provider: row.provider, auth: row.auth_type, url: row.url, settings: row.settings, secret: '' };
  if (row.access_token_enc === null) return { ok: true, value: credential };
  const opened = unseal(ctx.keyring, placeOf(tenantId, row.id, 'access_token_enc'), row.access_token_enc);
  if (opened.kind === 'opened') return { ok: true, value: { ...credential, secret: opened.text } };
  const why = opened.kind === 'unknown_key' ? `is sealed with the master key ${opened.keyId}, which this server does not have` : 'is not as it was sealed, or not where';
  return { ok: false, code: 'unauthorised', message: `The credential of the connector "${row.name}" ${why}. Connect again.` };
}

/** What is shown to the forge: the credential itself, what it was refreshed to, or an installation's token. */
export async function tokenOf(ctx: ForgeContext, tenantId: bigint, row: ConnectorRow): Promise<Found<{ credential: Credential; token: string }>> {
  const opened = openCredential(ctx, tenantId, row);
  if (!opened.ok) return opened;
  const credential = opened.value;
  const token = credential.auth === 'app' ? await installationToken(ctx, row.id, credential) : await refreshed(ctx, tenantId, row, credential);
  return token.ok ? { ok: true, value: { credential, token: token.value } } : token;
}

/** A connector's forge, ready to be asked. */
export async function openForge(ctx: ForgeContext, tenantId: bigint, row: ConnectorRow): Promise<Found<ForgeAdapter>> {
  const opened = await tokenOf(ctx, tenantId, row);
  return opened.ok ? openAdapter(ctx, opened.value.credential, opened.value.token) : opened;
}
