import { type ForgeEvent, type HookContext, JsonObject } from '@lime/contracts';

/** What a hook is told of a webhook: what it says, in the same words for every forge. */
export function webhookContext(tenantId: bigint, event: ForgeEvent, ticketId: bigint | null): HookContext {
  return {
    event: 'webhook_received', tenantId: String(tenantId), projectId: null, userId: null, ticketId: ticketId === null ? null : String(ticketId), runId: null,
    payload: JsonObject.parse(event),
  };
}
