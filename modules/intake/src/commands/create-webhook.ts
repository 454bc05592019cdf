import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { CreatedWebhook, CreateWebhookBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import { foreignKeyViolation, type TenantTx } from '@lime/db';
import { invalidField } from '@lime/http';
import { refuse } from '@lime/kernel';
import type { Keyring } from '@lime/vault';
import { providers } from '../providers/providers.ts';
import { sealSecrets } from '../receive/webhook-secrets.ts';
import { insertWebhook, type NewWebhook, nextWebhookId, sharedPath, type WebhookRow } from '../sql/webhooks.ts';

/**
 * Makes a webhook with its secret, which is shown in the answer and never again. 422 for a connector that is not there,
 * and for a shared address at a forge that has none.
 */
export async function createWebhook(tx: TenantTx, keyring: Keyring, actor: Actor, body: z.output<typeof CreateWebhookBody>): Promise<CreatedWebhook> {
  if (body.shared && body.provider !== 'github') refuse(invalidField('shared', 'only webhooks of GitHub can share an address: it names them in every delivery'));
  const secret = body.secret ?? providers[body.provider].newSecret();
  const id = await nextWebhookId(tx);
  const publicId = randomBytes(16).toString('base64url');
  const row = await insertNamed(tx, {
    id, provider: body.provider, name: body.name, connector_id: body.connectorId === null ? null : BigInt(body.connectorId), events: body.events, status: body.status, external_webhook_id: body.externalWebhookId,
    public_id: publicId, target_path: body.shared ? sharedPath : `/webhooks/in/${publicId}`, secret_enc: await sealSecrets(tx, keyring, id, [{ secret, until: null }]),
  });
  recordAudit(tx, { actor, action: 'webhook.create', target: { type: 'webhook', id }, payload: { provider: body.provider, name: body.name, targetPath: row.target_path } });
  return { ...toView(row), secret };
}

async function insertNamed(tx: TenantTx, row: NewWebhook): Promise<WebhookRow> {
  try {
    return await insertWebhook(tx, row);
  } catch (error) {
    return foreignKeyViolation(error) === null ? Promise.reject(error) : refuse(invalidField('connectorId', 'there is no such connector'));
  }
}

function toView(row: WebhookRow): Omit<CreatedWebhook, 'secret'> {
  return {
    id: String(row.id), provider: row.provider, name: row.name, connectorId: row.connector_id === null ? null : String(row.connector_id), events: row.events, status: row.status,
    externalWebhookId: row.external_webhook_id, targetPath: row.target_path, version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  };
}
