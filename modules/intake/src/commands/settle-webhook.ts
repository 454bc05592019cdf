import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { deleteWebhook, learnExternalId } from '../sql/webhooks.ts';

/** Notes what the forge calls a webhook that was made there; null: the forge did not make it, and it goes. */
export async function settleWebhook(tx: TenantTx, actor: Actor, webhookId: bigint, externalId: string | null): Promise<void> {
  if (externalId !== null) return learnExternalId(tx, webhookId, externalId);
  const gone = await deleteWebhook(tx, webhookId);
  if (gone) recordAudit(tx, { actor, action: 'webhook.delete', target: { type: 'webhook', id: webhookId }, payload: gone });
}
