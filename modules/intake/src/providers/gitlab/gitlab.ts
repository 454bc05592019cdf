import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { IntakeProvider } from '../provider.ts';
import { ignored, text } from '../to-event.ts';
import { mergeRequest, note } from './merge-requests.ts';
import { pipeline, push } from './pipelines.ts';
import { verifyGitlab } from './verify-gitlab.ts';

const Acted = z.object({ object_attributes: z.object({ action: z.string() }) });

const readers = new Map([['Merge Request Hook', mergeRequest], ['Note Hook', note], ['Pipeline Hook', pipeline], ['Push Hook', push]]);

/** https://docs.gitlab.com/user/project/integrations/webhook_events */
export const gitlab: IntakeProvider = {
  signatureHeaders: ['webhook-signature', 'x-gitlab-token'],
  verify: verifyGitlab,
  identify: ({ headers, body }) => {
    const event = headers.get('x-gitlab-event');
    // Older servers give a delivery no id of its own that stays when it is sent again: then its content is its id.
    const deliveryId = headers.get('webhook-id') ?? headers.get('idempotency-key') ?? headers.get('x-gitlab-event-uuid') ?? createHash('sha256').update(body).digest('hex');
    return event ? { deliveryId, event } : null;
  },
  keptHeaders: ['x-gitlab-event', 'x-gitlab-instance', 'x-gitlab-webhook-uuid', 'x-gitlab-event-uuid', 'idempotency-key', 'webhook-id', 'webhook-timestamp'],
  read: (event, payload) => {
    const acted = Acted.safeParse(payload);
    return { action: acted.success ? text(acted.data.object_attributes.action, 100) : null, event: readers.get(event)?.(payload) ?? ignored(`nothing here follows from ${event}`) };
  },
  // Fits both the secret token and the signing token of a GitLab webhook.
  newSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
};
