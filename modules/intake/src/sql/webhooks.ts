import type { ForgeProvider } from '@lime/contracts';
import type { EngineTx, TenantRead, TenantTx } from '@lime/db';
import type { Place } from '@lime/vault';
import { mostShared, mostWithId } from '../tunables.ts';

export type WebhookRow = {
  id: bigint; provider: ForgeProvider; name: string; connector_id: bigint | null; events: string[]; status: 'active' | 'disabled';
  external_webhook_id: string | null; target_path: string; public_id: string; version: number; created_at: Date; updated_at: Date;
};
/** Whose a delivery may be; `external_webhook_id` is null for one that has not been told of any yet. */
export type Candidate = { id: bigint; tenant_id: bigint; provider: ForgeProvider; external_webhook_id: string | null };

/** The address that webhooks of GitHub may share. */
export const sharedPath = '/github/webhook';

/** Where the envelope of a webhook's secrets stands. */
export function placeOf(tenantId: bigint, rowId: bigint): Place {
  return { tenantId, table: 'webhooks', column: 'secret_enc', rowId };
}

export async function findByPublicId(tx: EngineTx, publicId: string): Promise<Candidate[]> {
  return await tx.sql`SELECT id, tenant_id, provider, external_webhook_id FROM webhooks WHERE public_id = ${publicId} AND status = 'active'`;
}

/** Those at the shared address that the forge calls so, of each tenant the newest. */
export async function findSharedById(tx: EngineTx, externalId: string): Promise<Candidate[]> {
  return await tx.sql`
    SELECT id, tenant_id, provider, external_webhook_id FROM (
      SELECT DISTINCT ON (tenant_id) id, tenant_id, provider, external_webhook_id FROM webhooks
      WHERE provider = 'github' AND external_webhook_id = ${externalId} AND target_path = ${sharedPath} AND status = 'active' ORDER BY tenant_id, id DESC) newest
    ORDER BY id LIMIT ${mostWithId}`;
}

/** Those at the shared address, the one that was changed last of every tenant before the second of any: no tenant crowds out the others. */
export async function findShared(tx: EngineTx): Promise<Candidate[]> {
  return await tx.sql`
    SELECT id, tenant_id, provider, external_webhook_id FROM (
      SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY updated_at DESC, id DESC) AS turn
      FROM (SELECT id, tenant_id, provider, external_webhook_id, updated_at FROM webhooks WHERE provider = 'github' AND target_path = ${sharedPath} AND status = 'active') at_shared) ranked
    ORDER BY turn, updated_at DESC, id DESC LIMIT ${mostShared}`;
}

export async function readSecrets(tx: TenantRead, webhookId: bigint): Promise<Uint8Array | null> {
  const [row]: { secret_enc: Uint8Array }[] = await tx.sql`SELECT secret_enc FROM webhooks WHERE tenant_id = ${tx.tenantId} AND id = ${webhookId} AND status = 'active'`;
  return row?.secret_enc ?? null;
}

/** Locks the webhook, so that of two rotations one follows the other. */
export async function lockSecrets(tx: TenantTx, webhookId: bigint): Promise<{ provider: ForgeProvider; secret_enc: Uint8Array } | null> {
  const [row]: { provider: ForgeProvider; secret_enc: Uint8Array }[] = await tx.sql`SELECT provider, secret_enc FROM webhooks WHERE tenant_id = ${tx.tenantId} AND id = ${webhookId} FOR UPDATE`;
  return row ?? null;
}

export async function replaceSecrets(tx: TenantTx, webhookId: bigint, sealed: Uint8Array): Promise<void> {
  await tx.sql`UPDATE webhooks SET secret_enc = ${sealed}, version = version + 1, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${webhookId}`;
}

/** The id that the next webhook will have: its envelope must know it. */
export async function nextWebhookId(tx: TenantTx): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`SELECT nextval('lime.webhooks_id_seq') AS id`;
  if (!row) throw new Error('a sequence gave nothing');
  return row.id;
}

export type NewWebhook = Pick<WebhookRow, 'id' | 'provider' | 'name' | 'connector_id' | 'events' | 'status' | 'external_webhook_id' | 'target_path' | 'public_id'> & { secret_enc: Uint8Array };

export async function insertWebhook(tx: TenantTx, row: NewWebhook): Promise<WebhookRow> {
  const [kept]: WebhookRow[] = await tx.sql`
    INSERT INTO webhooks (id, tenant_id, connector_id, provider, name, target_path, public_id, external_webhook_id, secret_enc, events, status)
    VALUES (${row.id}, ${tx.tenantId}, ${row.connector_id}, ${row.provider}, ${row.name}, ${row.target_path}, ${row.public_id}, ${row.external_webhook_id}, ${row.secret_enc}, ${row.events}::jsonb, ${row.status})
    RETURNING id, provider, name, connector_id, events, status, external_webhook_id, target_path, public_id, version, created_at, updated_at`;
  if (!kept) throw new Error('a webhook was not kept');
  return kept;
}

/** Notes what the forge calls it, once. */
export async function learnExternalId(tx: TenantTx, webhookId: bigint, externalId: string): Promise<void> {
  await tx.sql`UPDATE webhooks SET external_webhook_id = ${externalId}, version = version + 1 WHERE tenant_id = ${tx.tenantId} AND id = ${webhookId} AND external_webhook_id IS NULL`;
}

export async function deleteWebhook(tx: TenantTx, webhookId: bigint): Promise<{ name: string } | null> {
  const [row]: { name: string }[] = await tx.sql`DELETE FROM webhooks WHERE tenant_id = ${tx.tenantId} AND id = ${webhookId} RETURNING name`;
  return row ?? null;
}
