import type { z } from 'zod';
import type { RotatedWebhookSecret } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { notFound, refuse } from '@lime/kernel';
import type { Keyring } from '@lime/vault';
import { providers } from '../providers/providers.ts';
import { openSecrets, sealSecrets } from '../receive/webhook-secrets.ts';
import { lockSecrets, replaceSecrets } from '../sql/webhooks.ts';
import { oldSecretMs } from '../tunables.ts';

/** Gives a webhook a new secret. The one before it is good for a day more; any older one no longer. */
export async function rotateWebhookSecret(tx: TenantTx, keyring: Keyring, actor: Actor, webhookId: bigint): Promise<z.output<typeof RotatedWebhookSecret>> {
  const row = (await lockSecrets(tx, webhookId)) ?? refuse(notFound('webhook'));
  const secret = providers[row.provider].newSecret();
  const until = Date.now() + oldSecretMs;
  const [last] = openSecrets(keyring, tx.tenantId, webhookId, row.secret_enc) ?? [];
  await replaceSecrets(tx, webhookId, await sealSecrets(tx, keyring, webhookId, [{ secret, until: null }, ...(last ? [{ secret: last.secret, until }] : [])]));
  recordAudit(tx, { actor, action: 'webhook.rotate', target: { type: 'webhook', id: webhookId } });
  return { secret, oldSecretUntil: new Date(until).toISOString() };
}
