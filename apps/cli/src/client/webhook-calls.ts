import { CreatedWebhook, type CreateWebhookBody, DeliveryDetail, DeliveryView, pageOf, ReplayAnswer, type ReplayBody, RotatedWebhookSecret, webhooks } from '@lime/contracts';
import type { z } from 'zod';
import type { Connection } from './find-connection.ts';
import { requestJson } from './request.ts';

/** What concerns webhooks and what came by them. */
export function webhookCalls(connection: Connection) {
  const get = <T>(schema: z.ZodType<T>, path: string) => requestJson(connection, schema, { path });
  const send = <T>(method: 'POST' | 'PATCH', schema: z.ZodType<T>, path: string, body: unknown) => requestJson(connection, schema, { method, path, body });
  const id = encodeURIComponent;
  return {
    webhooks: async () => (await get(pageOf(webhooks.view), '/webhooks?limit=200')).items,
    createWebhook: (body: z.input<typeof CreateWebhookBody>) => send('POST', CreatedWebhook, '/webhooks', body),
    updateWebhook: (webhookId: string, body: z.input<typeof webhooks.update>) => send('PATCH', webhooks.view, `/webhooks/${id(webhookId)}`, body),
    rotateWebhookSecret: (webhookId: string) => send('POST', RotatedWebhookSecret, `/webhooks/${id(webhookId)}/secret`, {}),
    deliveries: (query: Record<string, string>) => get(pageOf(DeliveryView), `/webhook-deliveries?${new URLSearchParams(query).toString()}`),
    delivery: (deliveryId: string) => get(DeliveryDetail, `/webhook-deliveries/${id(deliveryId)}`),
    replay: (body: z.input<typeof ReplayBody>) => send('POST', ReplayAnswer, '/webhooks/replay', body),
  };
}
