import type { ConnectorView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import { tokenOf } from '../access/open-connector.ts';
import { tryCredential, type Tried } from '../access/try-credential.ts';
import type { ForgeContext } from '../context.ts';
import { toConnectorView } from '../queries/connector-view.ts';
import { type ConnectorRow, noteCheck } from '../sql/connectors.ts';
import { findConnector } from './find-connector.ts';

/** Asks the connector's server whether it still lets us in, as whom, and with which scopes; the answer stands on the connector. */
export async function checkConnector(ctx: ForgeContext, person: Principal, id: bigint): Promise<ConnectorView> {
  const row = await findConnector(ctx, person.tenantId, id);
  const tried = await tryConnector(ctx, person.tenantId, row);
  return ctx.db.tenant(person.tenantId, async (tx) => {
    const found = tried.ok ? { account: tried.value.login, scopes: tried.value.scopes } : { problem: tried.message };
    const noted = (await noteCheck(tx, id, found)) ?? refuse(notFound('connector'));
    recordAudit(tx, { actor: person, action: 'connector.check', target: { type: 'connector', id }, payload: { works: tried.ok } });
    return toConnectorView(noted);
  });
}

async function tryConnector(ctx: ForgeContext, tenantId: bigint, row: ConnectorRow): Promise<Tried> {
  // What was minted before the question proves nothing about now.
  ctx.minted.delete(row.id);
  const opened = await tokenOf(ctx, tenantId, row);
  return opened.ok ? tryCredential(ctx, opened.value.credential, opened.value.token) : opened;
}
