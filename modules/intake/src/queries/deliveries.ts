import type { DeliveryDetail, DeliveryView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { redactText } from '@lime/kernel';
import { unpackBody } from '../receive/pack-body.ts';
import { type DeliveryFilter, type DeliveryRow, readDeliveries, readDelivery } from '../sql/deliveries.ts';

export async function listDeliveries(tx: TenantRead, filter: DeliveryFilter, page: PageWanted): Promise<{ items: DeliveryView[]; next: string | null }> {
  return toPage(await readDeliveries(tx, filter, page), page, toView);
}

export async function showDelivery(tx: TenantRead, id: bigint): Promise<DeliveryDetail | null> {
  const row = await readDelivery(tx, id);
  return row && { ...toView(row), headers: row.headers, body: redactText(new TextDecoder().decode(unpackBody(row.body))) };
}

function toView(row: DeliveryRow): DeliveryView {
  return {
    id: String(row.id), webhookId: String(row.webhook_id), provider: row.provider, deliveryId: row.delivery_id, event: row.event, action: row.action, state: row.state, did: row.did,
    error: row.error, attempts: row.attempts, bytes: row.bytes, receivedAt: row.received_at.toISOString(), handledAt: row.handled_at?.toISOString() ?? null,
  };
}
