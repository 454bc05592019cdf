import type { ForgeProvider } from '@lime/contracts';
import type { EngineTx } from '@lime/db';
import type { IntakeContext } from '../context.ts';
import { type Candidate, findByPublicId, findShared, findSharedById, readSecrets } from '../sql/webhooks.ts';
import { knownForMs } from '../tunables.ts';
import { openSecrets, type WebhookSecret } from './webhook-secrets.ts';

export type KnownWebhook = { id: bigint; tenantId: bigint; provider: ForgeProvider; externalId: string | null; secrets: WebhookSecret[] };

/** Which webhook a delivery says it is for: by its own address, or by GitHub's id of it at the shared one, or any at that one. */
export type Addressed = { kind: 'own'; publicId: string } | { kind: 'shared'; externalId: string | null };

/** Announced when webhooks have changed, so that no server goes on believing an old secret. */
export const webhooksTopic = 'webhooks';
const keepAtMost = 5_000;

/** Knows for a few seconds whose secrets to try: a delivery costs no look at the database before it is stored. */
export function openWebhookDirectory(ctx: Pick<IntakeContext, 'db' | 'keyring' | 'announcer' | 'logger'>): (addressed: Addressed) => Promise<KnownWebhook[]> {
  const known = new Map<string, { found: Promise<KnownWebhook[]>; until: number }>();
  ctx.announcer.listen((topic) => {
    if (topic === webhooksTopic || topic === '*') known.clear();
  });
  return (addressed) => {
    const key = keyOf(addressed);
    const hit = known.get(key);
    if (hit && hit.until > Date.now()) return hit.found;
    if (known.size >= keepAtMost) known.clear();
    const found = lookUp(ctx, addressed);
    known.set(key, { found, until: Date.now() + knownForMs });
    found.catch(() => known.delete(key));
    return found;
  };
}

export function keyOf(addressed: Addressed): string {
  return addressed.kind === 'own' ? addressed.publicId : `github ${addressed.externalId ?? ''}`;
}

async function lookUp(ctx: Pick<IntakeContext, 'db' | 'keyring' | 'logger'>, addressed: Addressed): Promise<KnownWebhook[]> {
  const candidates = await ctx.db.engine((tx) => candidatesFor(tx, addressed));
  return (await Promise.all(candidates.map((candidate) => open(ctx, candidate)))).filter((webhook) => webhook !== null);
}

function candidatesFor(tx: EngineTx, addressed: Addressed): Promise<Candidate[]> {
  if (addressed.kind === 'own') return findByPublicId(tx, addressed.publicId);
  return addressed.externalId === null ? findShared(tx) : findSharedById(tx, addressed.externalId);
}

async function open({ db, keyring, logger }: Pick<IntakeContext, 'db' | 'keyring' | 'logger'>, { id, tenant_id: tenantId, provider, external_webhook_id: externalId }: Candidate): Promise<KnownWebhook | null> {
  const sealed = await db.read(tenantId, (tx) => readSecrets(tx, id));
  const secrets = sealed && openSecrets(keyring, tenantId, id, sealed);
  if (sealed && !secrets) logger.error({ webhookId: String(id) }, 'the secret of a webhook cannot be opened: its deliveries are refused');
  return secrets ? { id, tenantId, provider, externalId, secrets } : null;
}
