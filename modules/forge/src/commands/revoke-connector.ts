import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import { settleWebhook } from '@lime/intake';
import { openCredential, openForge } from '../access/open-connector.ts';
import { revokeAtForge } from '../access/revoke-at-forge.ts';
import type { ForgeContext } from '../context.ts';
import { readConnectorWebhooks } from '../sql/connector-webhooks.ts';
import { type ConnectorRow, wipeConnector } from '../sql/connectors.ts';
import { findConnector } from './find-connector.ts';

/**
 * Takes a connector's credential away: from here, with its webhooks, and at the forge as far as that can be done by its API.
 * What is wiped is gone, so the forge is told with what was read before; should it not answer, the token is good there
 * until a person takes it back, and the audit log says so.
 */
export async function revokeConnector(ctx: ForgeContext, person: Principal, id: bigint): Promise<void> {
  const before = await findConnector(ctx, person.tenantId, id);
  const credential = openCredential(ctx, person.tenantId, before);
  await dropWebhooks(ctx, person.tenantId, before);
  const minted = ctx.minted.get(id)?.token ?? null;
  ctx.minted.delete(id);
  await ctx.db.tenant(person.tenantId, async (tx) => {
    const row = (await wipeConnector(tx, id)) ?? refuse(notFound('connector'));
    for (const webhook of await readConnectorWebhooks(tx, id)) await settleWebhook(tx, person, webhook.id, null);
    recordAudit(tx, { actor: person, action: 'connector.revoke', target: { type: 'connector', id }, payload: { provider: row.provider, name: row.name } });
  });
  const revoked = credential.ok ? await revokeAtForge(ctx, credential.value, minted) : 'failed';
  if (revoked !== 'failed') return;
  await ctx.db.tenant(person.tenantId, async (tx) => recordAudit(tx, { actor: { userId: null, name: 'Assembly Lime' }, action: 'connector.still_good_at_forge', target: { type: 'connector', id } }));
}

/** At the forge, as long as we can get in. One that stays there tells an address that is gone. */
async function dropWebhooks(ctx: ForgeContext, tenantId: bigint, row: ConnectorRow): Promise<void> {
  const webhooks = (await ctx.db.read(tenantId, (tx) => readConnectorWebhooks(tx, row.id))).filter(({ externalId, fullName }) => externalId !== null && fullName !== null);
  if (webhooks.length === 0) return;
  const forge = await openForge(ctx, tenantId, row);
  if (!forge.ok) return;
  for (const { externalId, fullName } of webhooks) {
    const dropped = await forge.value.deleteWebhook(fullName ?? '', externalId ?? '');
    if (!dropped.ok) ctx.logger.warn({ repository: fullName, reason: dropped.message }, 'a webhook could not be deleted at its forge');
  }
}
