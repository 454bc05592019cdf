import { z } from 'zod';
import { defineEntity } from './entity.ts';
import { ForgeProvider } from './forge-events.ts';
import { Id, Timestamp } from './ids.ts';

export const webhooks = defineEntity({
  name: 'webhooks',
  one: 'webhook',
  title: 'Webhooks',
  about: 'What forges may tell us: each webhook has an address and a secret, by which a delivery proves where it comes from.',
  fields: {
    provider: ForgeProvider.meta({ title: 'Forge' }),
    name: z.string().trim().min(1).max(100).meta({ title: 'Name', examples: ['shop'] }),
    connectorId: Id.nullable().default(null).meta({ title: 'Connector', description: 'The connection to the forge that it belongs to' }),
    events: z.array(z.string().trim().min(1).max(100)).max(100).default([]).meta({ title: 'Events', description: "The forge's names of the events that count; empty: all", examples: [['pull_request', 'workflow_run']] }),
    status: z.enum(['active', 'disabled']).default('active').meta({ title: 'Status' }),
    externalWebhookId: z.string().trim().min(1).max(100).nullable().default(null).meta({ title: 'Id at the forge', description: 'Learned from the first delivery when it is left out' }),
  },
  fixed: ['provider', 'connectorId'],
  extra: {
    /** Where the forge sends it, below the server's own address. */
    targetPath: z.string().meta({ title: 'Address' }),
  },
  filters: ['provider', 'status', 'connectorId'],
});
export type WebhookView = z.infer<typeof webhooks.view>;

export const CreateWebhookBody = z.strictObject({
  ...webhooks.fields,
  /** At the forge's shared address, `/github/webhook`, instead of one of its own. */
  shared: z.boolean().default(false),
  /** Made by the server when it is left out. */
  secret: z.string().min(16, 'a secret needs at least 16 characters').max(200).refine((secret) => !/[^\x21-\x7e]/.test(secret), 'must be printable characters without spaces').optional(),
});
/** `secret` is shown this once. */
export const CreatedWebhook = webhooks.view.extend({ secret: z.string() });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

/** `POST /webhooks/:id/secret`: the old secret is good until then, so that nothing is lost while the forge gets the new one. */
export const RotatedWebhookSecret = z.object({ secret: z.string(), oldSecretUntil: Timestamp });

export const DeliveryState = z.enum(['received', 'processed', 'ignored', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const DeliveryView = z.object({
  id: Id, webhookId: Id, provider: ForgeProvider, /** The forge's own id of it. */ deliveryId: z.string(), event: z.string(), action: z.string().nullable(), state: DeliveryState,
  /** What it did, in sentences; for an ignored one, why. */
  did: z.array(z.string()),
  error: z.string().nullable(), attempts: z.int(), bytes: z.int(), receivedAt: Timestamp, handledAt: Timestamp.nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

/** `body`: its text with what looks like a secret masked; not the bytes that were signed. */
export const DeliveryDetail = DeliveryView.extend({ headers: z.record(z.string(), z.string()), body: z.string() });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

/** `POST /webhooks/replay`: one delivery, or those that came in a time, the oldest first. */
export const ReplayBody = z.union([
  z.strictObject({ deliveryId: Id }),
  z.strictObject({ from: Timestamp, to: Timestamp, state: DeliveryState.optional(), webhookId: Id.optional(), /** Only those that follow this one. */ after: Id.optional() }),
], 'must be {"deliveryId"}, or {"from", "to"} with "state" and "webhookId" if need be');
/** `next`: there are others in that time; replay them with it as `after`. */
export const ReplayAnswer = z.object({ replayed: z.int(), next: Id.nullable() });
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;
