import { notFound, refuse, versionConflict } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { type ConnectorRow, readConnector, renameConnector } from '../sql/connectors.ts';

/** Gives a connector another name. 404, 409 `version_conflict`, 409 `connector_revoked`. */
export async function changeConnector(tx: TenantTx, actor: Actor, id: bigint, { name, version }: { name: string; version: number | null }): Promise<ConnectorRow> {
  const row = await renameConnector(tx, id, name, version);
  if (!row) {
    const { status } = (await readConnector(tx, id)) ?? refuse(notFound('connector'));
    refuse(status === 'active' ? versionConflict('connector') : { status: 409, code: 'connector_revoked', title: 'Revoked', detail: 'This connector was revoked, and stays as it was. Connect again.' });
  }
  recordAudit(tx, { actor, action: 'connector.update', target: { type: 'connector', id }, payload: { name } });
  return row;
}
