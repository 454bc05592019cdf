import type { TenantRead } from '@lime/db';

/** The webhooks of a connector; `fullName` is null where the forge cannot be asked to drop it. */
export async function readConnectorWebhooks(tx: TenantRead, connectorId: bigint): Promise<{ id: bigint; externalId: string | null; fullName: string | null }[]> {
  return await tx.sql`
    SELECT w.id, w.external_webhook_id AS "externalId", r.full_name AS "fullName" FROM webhooks w
    LEFT JOIN repositories r ON r.tenant_id = w.tenant_id AND r.connector_id = w.connector_id AND right(r.full_name, 100) = w.name
    WHERE w.tenant_id = ${tx.tenantId} AND w.connector_id = ${connectorId} ORDER BY w.id`;
}
