import type { DeliveryState, ForgeProvider } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

/** `body` is packed; `bytes` is how many it had before. */
export type NewDelivery = { webhookId: bigint; deliveryId: string; event: string; headers: Record<string, string>; body: Uint8Array; bytes: number };

/**
 * Keeps deliveries, each once: one that is there already stays as it is. Only one that has failed, and comes again with
 * the same bytes, waits to be handled again. Answers the ids of those that now wait. No two may have the same name.
 *
 * The bodies travel as one run of bytes, from which each row cuts its own.
 */
export async function insertDeliveries(tx: TenantTx, deliveries: NewDelivery[]): Promise<bigint[]> {
  let from = 1;
  const named = deliveries.map(({ webhookId, deliveryId, event, headers, body, bytes }) => {
    const row = { webhook_id: String(webhookId), delivery_id: deliveryId, event, headers, bytes, from, length: body.byteLength };
    from += body.byteLength;
    return row;
  });
  const rows: { id: bigint }[] = await tx.sql`
    INSERT INTO webhook_events (tenant_id, webhook_id, delivery_id, event, headers, bytes, body)
    SELECT ${tx.tenantId}, d.webhook_id, d.delivery_id, d.event, d.headers, d.bytes, substring(${Buffer.concat(deliveries.map((delivery) => delivery.body))}::bytea FROM d."from" FOR d.length)
    FROM jsonb_to_recordset(${named}::jsonb) AS d (webhook_id bigint, delivery_id text, event text, headers jsonb, bytes int, "from" int, length int)
    ORDER BY d.webhook_id, d.delivery_id
    ON CONFLICT (tenant_id, webhook_id, delivery_id) DO UPDATE SET state = 'received', failures = 0
      WHERE webhook_events.state = 'failed' AND webhook_events.body = excluded.body
    RETURNING id`;
  return rows.map((row) => row.id);
}

export type WaitingRow = {
  id: bigint; event: string; headers: Record<string, string>; body: Uint8Array;
  webhook_id: bigint; connector_id: bigint | null; provider: ForgeProvider; events: string[];
};

/** Of these deliveries, those that wait to be handled, with what their webhooks say about them. */
export async function readWaiting(tx: TenantRead, ids: bigint[]): Promise<WaitingRow[]> {
  return await tx.sql`
    SELECT e.id, e.event, e.headers, e.body, e.webhook_id, w.connector_id, w.provider, w.events
    FROM webhook_events e JOIN webhooks w ON w.tenant_id = e.tenant_id AND w.id = e.webhook_id
    WHERE e.tenant_id = ${tx.tenantId} AND e.id = ANY (${`{${ids.join(',')}}`}::bigint[]) AND e.state = 'received' ORDER BY e.id`;
}

export type Handled = { id: bigint; state: Exclude<DeliveryState, 'received'>; action: string | null; did: string[]; error: string | null };

/** Of these deliveries, those that still wait, locked: who has them handles them. In the order of their ids, so that nobody waits for each other. */
export async function lockWaiting(tx: TenantTx, ids: bigint[]): Promise<Set<bigint>> {
  const rows: { id: bigint }[] = await tx.sql`
    SELECT id FROM webhook_events WHERE tenant_id = ${tx.tenantId} AND id = ANY (${`{${ids.join(',')}}`}::bigint[]) AND state = 'received' ORDER BY id FOR NO KEY UPDATE`;
  return new Set(rows.map((row) => row.id));
}

/** Notes what came of deliveries. */
export async function noteHandled(tx: TenantTx, handled: Handled[]): Promise<void> {
  const values = handled.map((one) => ({ ...one, id: String(one.id) }));
  await tx.sql`
    UPDATE webhook_events e SET state = h.state, action = h.action, did = h.did, error = h.error, attempts = e.attempts + 1, failures = 0, handled_at = now()
    FROM jsonb_to_recordset(${values}::jsonb) AS h (id bigint, state text, action text, did jsonb, error text)
    WHERE e.tenant_id = ${tx.tenantId} AND e.id = h.id`;
}

/** Counts a failure; after `most` of them the delivery stays failed. Answers whether it still waits. */
export async function noteFailure(tx: TenantTx, id: bigint, error: string, most: number): Promise<boolean> {
  const [row]: { state: DeliveryState }[] = await tx.sql`
    UPDATE webhook_events SET attempts = attempts + 1, failures = failures + 1, error = ${error}, handled_at = now(), state = CASE WHEN failures + 1 >= ${most} THEN 'failed' ELSE 'received' END
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND state = 'received' RETURNING state`;
  return row?.state === 'received';
}

export type DeliveryRow = {
  id: bigint; webhook_id: bigint; provider: ForgeProvider; delivery_id: string; event: string; action: string | null; state: DeliveryState; did: string[];
  error: string | null; attempts: number; bytes: number; received_at: Date; handled_at: Date | null;
};
export type DeliveryFilter = { webhookId: bigint | null; state: DeliveryState | null; event: string | null };

/** The newest first, one more than the page holds. */
export async function readDeliveries(tx: TenantRead, { webhookId, state, event }: DeliveryFilter, page: PageWanted): Promise<DeliveryRow[]> {
  return await tx.sql`
    SELECT e.id, e.webhook_id, w.provider, e.delivery_id, e.event, e.action, e.state, e.did, e.error, e.attempts, e.bytes, e.received_at, e.handled_at
    FROM webhook_events e JOIN webhooks w ON w.tenant_id = e.tenant_id AND w.id = e.webhook_id
    WHERE e.tenant_id = ${tx.tenantId} AND (${page.cursor}::bigint IS NULL OR e.id < ${page.cursor}) AND (${webhookId}::bigint IS NULL OR e.webhook_id = ${webhookId})
      AND (${state}::text IS NULL OR e.state = ${state}) AND (${event}::text IS NULL OR e.event = ${event})
    ORDER BY e.id DESC LIMIT ${page.limit + 1}`;
}

export async function readDelivery(tx: TenantRead, id: bigint): Promise<(DeliveryRow & { headers: Record<string, string>; body: Uint8Array }) | null> {
  const [row]: (DeliveryRow & { headers: Record<string, string>; body: Uint8Array })[] = await tx.sql`
    SELECT e.*, w.provider FROM webhook_events e JOIN webhooks w ON w.tenant_id = e.tenant_id AND w.id = e.webhook_id
    WHERE e.tenant_id = ${tx.tenantId} AND e.id = ${id}`;
  return row ?? null;
}

export type ReplayWanted = { ids: bigint[] } | { from: string; to: string; state: DeliveryState | null; webhookId: bigint | null; after: bigint | null; limit: number };

/** Makes deliveries wait again as if they had just come, the oldest first; answers their ids. */
export async function makeWaitAgain(tx: TenantTx, wanted: ReplayWanted): Promise<bigint[]> {
  const rows: { id: bigint }[] = 'ids' in wanted
    ? await tx.sql`UPDATE webhook_events SET state = 'received', failures = 0, error = NULL WHERE tenant_id = ${tx.tenantId} AND id = ANY (${`{${wanted.ids.join(',')}}`}::bigint[]) RETURNING id`
    : await tx.sql`
      UPDATE webhook_events SET state = 'received', failures = 0, error = NULL WHERE tenant_id = ${tx.tenantId} AND id IN (
        SELECT id FROM webhook_events WHERE tenant_id = ${tx.tenantId} AND received_at >= to_timestamp(${Date.parse(wanted.from) / 1000}) AND received_at < to_timestamp(${Date.parse(wanted.to) / 1000})
          AND (${wanted.state}::text IS NULL OR state = ${wanted.state}) AND (${wanted.webhookId}::bigint IS NULL OR webhook_id = ${wanted.webhookId})
          AND (${wanted.after}::bigint IS NULL OR id > ${wanted.after}) ORDER BY id LIMIT ${wanted.limit})
      RETURNING id`;
  return rows.map((row) => row.id).toSorted((a, b) => (a < b ? -1 : 1));
}
