import { z } from 'zod';
import type { TenantTx } from '@lime/db';
import { type Keyring, noteSealing, seal, unseal } from '@lime/vault';
import { placeOf } from '../sql/webhooks.ts';

/** `until`: milliseconds since 1970; null while it is the newest. */
export type WebhookSecret = { secret: string; until: number | null };

const Secrets = z.array(z.object({ secret: z.string().min(1), until: z.number().nullable() }));

export async function sealSecrets(tx: TenantTx, keyring: Keyring, webhookId: bigint, secrets: WebhookSecret[]): Promise<Uint8Array> {
  await noteSealing(tx);
  return seal(keyring, placeOf(tx.tenantId, webhookId), JSON.stringify(secrets));
}

/** Null when this server cannot open them: then nothing verifies. */
export function openSecrets(keyring: Keyring, tenantId: bigint, webhookId: bigint, sealed: Uint8Array): WebhookSecret[] | null {
  const opened = unseal(keyring, placeOf(tenantId, webhookId), sealed);
  return opened.kind === 'opened' ? Secrets.parse(JSON.parse(opened.text)) : null;
}
