import { idOf, type RouteSamples } from './route-samples.ts';

export const intakeSamples: RouteSamples = {
  addRows: async (tx, { tenantId }, secret) => {
    const webhook = await idOf(tx.sql`
      INSERT INTO webhooks (tenant_id, provider, name, target_path, public_id, secret_enc) VALUES (${tenantId}, 'github', ${secret}, '/webhooks/in/x', 'x', ${Buffer.from(`sealed: ${secret}`)}) RETURNING id`);
    const delivery = await idOf(tx.sql`
      INSERT INTO webhook_events (tenant_id, webhook_id, delivery_id, event, headers, bytes, body, state, did) VALUES (${tenantId}, ${webhook}, ${secret}, 'ping', '{}'::jsonb, 1, ${Bun.zstdCompressSync(JSON.stringify({ zen: secret }))}, 'processed', ${[secret]}::jsonb) RETURNING id`);
    return { webhooks: webhook, 'webhook-deliveries': delivery };
  },
  bodies: (ids) => ({
    'POST /webhooks': { provider: 'github', name: 'n' },
    'PATCH /webhooks/:id': { name: 'taken over' },
    'POST /webhooks/replay': { deliveryId: String(ids['webhook-deliveries']) },
  }),
  order: ['POST /webhooks', 'PATCH /webhooks/:id', 'POST /webhooks/replay', 'POST /webhooks/:id/secret', 'DELETE /webhooks/:id'],
};
