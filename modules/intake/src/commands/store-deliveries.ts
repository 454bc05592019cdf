import type { TenantTx } from '@lime/db';
import type { IntakeContext } from '../context.ts';
import { insertDeliveries, type NewDelivery } from '../sql/deliveries.ts';

/** The queue whose jobs handle deliveries: a job names all that came in one transaction. */
export const deliveriesQueue = 'intake.deliveries';

/**
 * Stores deliveries together with the job that handles them. Answers each alike, whether it is new or was here before: of
 * two with the same name the first counts, whatever the second says.
 */
export function storeDeliveries({ queue }: Pick<IntakeContext, 'queue'>): (tx: TenantTx, deliveries: NewDelivery[]) => Promise<void[]> {
  return async (tx, deliveries) => {
    const byName = new Map(deliveries.toReversed().map((delivery) => [`${delivery.webhookId} ${delivery.deliveryId}`, delivery]));
    const waiting = await insertDeliveries(tx, [...byName.values()]);
    if (waiting.length > 0) await queue.send(tx, deliveriesQueue, [{ tenantId: String(tx.tenantId), deliveries: waiting.join(',') }]);
    return deliveries.map(() => undefined);
  };
}
