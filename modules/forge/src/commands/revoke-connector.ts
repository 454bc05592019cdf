import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import { openCredential } from '../access/open-connector.ts';
import { revokeAtForge } from '../access/revoke-at-forge.ts';
import type { ForgeContext } from '../context.ts';
import { wipeConnector } from '../sql/connectors.ts';
import { findConnector } from './find-connector.ts';

/**
 * Takes a connector's credential away: from here at once, and at the forge as far as that can be done by its API.
 * What is wiped is gone, so the forge is told with what was read before; should it not answer, the token is good there
 * until a person takes it back, and the audit log says so.
 */
export async function revokeConnector(ctx: ForgeContext, person: Principal, id: bigint): Promise<void> {
  const before = await findConnector(ctx, person.tenantId, id);
  const credential = openCredential(ctx, person.tenantId, before);
  const minted = ctx.minted.get(id)?.token ?? null;
  ctx.minted.delete(id);
  await ctx.db.tenant(person.tenantId, async (tx) => {
    const row = (await wipeConnector(tx, id)) ?? refuse(notFound('connector'));
    recordAudit(tx, { actor: person, action: 'connector.revoke', target: { type: 'connector', id }, payload: { provider: row.provider, name: row.name } });
  });
  const revoked = credential.ok ? await revokeAtForge(ctx, credential.value, minted) : 'failed';
  if (revoked !== 'failed') return;
  await ctx.db.tenant(person.tenantId, async (tx) => recordAudit(tx, { actor: { userId: null, name: 'Assembly Lime' }, action: 'connector.still_good_at_forge', target: { type: 'connector', id } }));
}
