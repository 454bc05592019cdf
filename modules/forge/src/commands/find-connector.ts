import { notFound, refuse } from '@lime/kernel';
import type { ForgeContext } from '../context.ts';
import { type ConnectorRow, readConnector } from '../sql/connectors.ts';

/** A connector that can still be used; 404 for others of the tenant's and all of other tenants'. */
export async function findConnector({ db }: Pick<ForgeContext, 'db'>, tenantId: bigint, id: bigint): Promise<ConnectorRow> {
  const row = await db.read(tenantId, (tx) => readConnector(tx, id));
  return row?.status === 'active' ? row : refuse(notFound('connector'));
}
