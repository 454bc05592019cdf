import { CreatedWebhook, CreateWebhookBody, DeliveryDetail, DeliveryQuery, DeliveryView, pageOf, ReplayAnswer, ReplayBody, RotatedWebhookSecret, webhooks } from '@lime/contracts';
import { entityRoutes } from '@lime/entities';
import type { TenantTx } from '@lime/db';
import { created, idParam, idQuery, ok, pageQuery, parseQuery, readRoute, type Route, route, routeWithBody } from '@lime/http';
import { notFound, refuse } from '@lime/kernel';
import { createWebhook } from './commands/create-webhook.ts';
import { replayDeliveries } from './commands/replay-deliveries.ts';
import { rotateWebhookSecret } from './commands/rotate-webhook-secret.ts';
import type { IntakeContext } from './context.ts';
import { listDeliveries, showDelivery } from './queries/deliveries.ts';
import { webhooksTopic } from './receive/webhook-directory.ts';
import type { DeliveryFilter } from './sql/deliveries.ts';

const permission = 'connector.manage';

/** Webhooks, what came by them, and handling it again. */
export function intakeRoutes(ctx: IntakeContext): Route[] {
  const { keyring } = ctx;
  const tell = (tx: TenantTx) => tx.afterCommit(() => ctx.announcer.announce(webhooksTopic));
  const webhookId = (params: Record<string, string>) => idParam(params, 'id', 'webhook');
  return [
    ...entityRoutes(webhooks, { table: 'webhooks', permission, changed: tell }).filter(({ method }) => method !== 'POST'),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/webhooks', permission, body: CreateWebhookBody, secrets: ['secret'], summary: 'Create a webhook', answer: CreatedWebhook,
      handle: async ({ tx, person, body }) => (tell(tx), created(await createWebhook(tx, keyring, person, body))),
    }),
    route({
      method: 'POST', path: '/webhooks/:id/secret', permission, secrets: ['secret'], summary: 'Give a webhook a new secret', answer: RotatedWebhookSecret,
      handle: async ({ tx, person, params }) => (tell(tx), ok(await rotateWebhookSecret(tx, keyring, person, webhookId(params)))),
    }),
    routeWithBody({
      method: 'POST', statuses: [202], path: '/webhooks/replay', permission, body: ReplayBody, summary: 'Handle deliveries again', answer: ReplayAnswer,
      handle: async ({ tx, person, body }) => ({ status: 202, body: await replayDeliveries(ctx, tx, person, body) }),
    }),
    readRoute({
      path: '/webhook-deliveries', permission: null, summary: 'List deliveries, the newest first', answer: pageOf(DeliveryView),
      query: DeliveryQuery,
      handle: async ({ tx, query }) => ok(await listDeliveries(tx, filterOf(query), pageQuery(query))),
    }),
    readRoute({
      path: '/webhook-deliveries/:id', permission: null, summary: 'Read a delivery: its headers, its body with secrets masked, and what it did', answer: DeliveryDetail,
      handle: async ({ tx, params }) => ok((await showDelivery(tx, idParam(params, 'id', 'delivery'))) ?? refuse(notFound('delivery'))),
    }),
  ];
}

function filterOf(query: URLSearchParams): DeliveryFilter {
  const { state = null, event = null } = parseQuery(DeliveryQuery, query);
  return { webhookId: idQuery(query, 'webhookId'), state, event };
}
