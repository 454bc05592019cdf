import { type OAuthTokens, refreshTokens } from '@lime/identity';
import { noteSealing, seal, unseal } from '@lime/vault';
import type { Found } from '../adapters/found.ts';
import type { ForgeContext } from '../context.ts';
import { type ConnectorRow, placeOf, replaceTokens, type SealedColumn } from '../sql/connectors.ts';
import { type Credential, endingSoonMs } from './credential.ts';

/** The connector's token, made anew when it is at its end and the forge lets us. */
export async function refreshed(ctx: ForgeContext, tenantId: bigint, row: ConnectorRow, { secret }: Credential): Promise<Found<string>> {
  const { oauthApp } = ctx;
  if (row.token_expires_at === null || row.token_expires_at.getTime() - endingSoonMs > Date.now() || row.refresh_token_enc === null) return { ok: true, value: secret };
  const refresh = unseal(ctx.keyring, placeOf(tenantId, row.id, 'refresh_token_enc'), row.refresh_token_enc);
  if (!oauthApp || refresh.kind !== 'opened') return { ok: false, code: 'unauthorised', message: `The token of the connector "${row.name}" has ended and cannot be refreshed. Connect again.` };
  try {
    const tokens = await refreshTokens(ctx.outbound, oauthApp, refresh.text);
    await keep(ctx, tenantId, row, tokens);
    return { ok: true, value: tokens.access };
  } catch (error) {
    ctx.logger.warn({ err: error, connectorId: String(row.id) }, 'a token could not be refreshed');
    return { ok: false, code: 'unauthorised', message: `The token of the connector "${row.name}" has ended and could not be refreshed. Connect again.` };
  }
}

async function keep(ctx: ForgeContext, tenantId: bigint, row: ConnectorRow, tokens: OAuthTokens): Promise<void> {
  await ctx.db.tenant(tenantId, async (tx) => {
    await noteSealing(tx);
    const sealed = (column: SealedColumn, text: string) => seal(ctx.keyring, placeOf(tenantId, row.id, column), text);
    await replaceTokens(tx, row.id, row.token_expires_at, { access: sealed('access_token_enc', tokens.access), refresh: tokens.refresh === null ? null : sealed('refresh_token_enc', tokens.refresh), expiresAt: tokens.expiresAt });
  });
}
