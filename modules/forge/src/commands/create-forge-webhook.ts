import { CreateWebhookBody, ForgeProvider, type WebhookView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { invalidField, type Principal } from '@lime/http';
import { createWebhook, settleWebhook } from '@lime/intake';
import { openRepositoryForge } from '../access/open-repository.ts';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import { readRepository } from '../sql/repositories.ts';

/**
 * Makes a webhook for a repository, here and at its forge, which is told the address and the secret; nobody else sees it.
 * What the forge refuses to make is not kept here either. 404 for a repository that is not there.
 */
export async function createForgeWebhook(ctx: ForgeContext, person: Principal, repositoryId: bigint): Promise<WebhookView> {
  const { tenantId } = person;
  const known = (await ctx.db.read(tenantId, (tx) => readRepository(tx, repositoryId))) ?? refuse(notFound('repository'));
  const provider = ForgeProvider.safeParse(known.provider);
  if (!provider.success) refuse(invalidField('id', 'a plain git server has no webhooks'));
  const { forge, repository } = orRefuse(await openRepositoryForge(ctx, tenantId, repositoryId));
  const wanted = CreateWebhookBody.parse({ provider: provider.data, name: repository.full_name.slice(-100), connectorId: String(repository.connector_id) });
  // First here: the forge tries it out at once.
  const { secret, ...webhook } = await ctx.db.tenant(tenantId, (tx) => createWebhook(tx, ctx.keyring, person, wanted));
  const made = await forge.createWebhook(repository.full_name, { url: ctx.origin() + webhook.targetPath, secret });
  await ctx.db.tenant(tenantId, (tx) => settleWebhook(tx, person, BigInt(webhook.id), made.ok ? made.value.externalId : null));
  const { externalId } = orRefuse(made);
  return { ...webhook, externalWebhookId: externalId, version: webhook.version + 1 };
}
