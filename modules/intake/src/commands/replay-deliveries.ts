import type { z } from 'zod';
import type { ReplayAnswer, ReplayBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { notFound, refuse } from '@lime/kernel';
import type { IntakeContext } from '../context.ts';
import { makeWaitAgain } from '../sql/deliveries.ts';
import { replayedTogether } from '../tunables.ts';
import { deliveriesQueue } from './store-deliveries.ts';

/**
 * Has deliveries handled again, from their stored bytes, whatever came of them before. What they do is the same and
 * happens once; what is newer by the forge's clock stays. 404 for a delivery that is not there.
 */
export async function replayDeliveries({ queue }: Pick<IntakeContext, 'queue'>, tx: TenantTx, actor: Actor, body: z.output<typeof ReplayBody>): Promise<ReplayAnswer> {
  const ids = await makeWaitAgain(tx, 'deliveryId' in body
    ? { ids: [BigInt(body.deliveryId)] }
    : { from: body.from, to: body.to, state: body.state ?? null, webhookId: body.webhookId === undefined ? null : BigInt(body.webhookId), after: body.after === undefined ? null : BigInt(body.after), limit: replayedTogether });
  const [only] = ids;
  if ('deliveryId' in body && only === undefined) refuse(notFound('delivery'));
  if (ids.length > 0) await queue.send(tx, deliveriesQueue, [{ tenantId: String(tx.tenantId), deliveries: ids.join(',') }]);
  recordAudit(tx, { actor, action: 'webhook.replay', target: { type: 'delivery', id: 'deliveryId' in body ? (only ?? null) : null }, payload: { ...body, replayed: ids.length } });
  return { replayed: ids.length, next: ids.length < replayedTogether ? null : String(ids.at(-1)) };
}
