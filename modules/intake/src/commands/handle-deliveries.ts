import type { ForgeEvent } from '@lime/contracts';
import { ProblemError, redactText } from '@lime/kernel';
import { isDatabaseAway } from '@lime/db';
import type { IntakeContext } from '../context.ts';
import type { Told } from '../providers/provider.ts';
import { type Handled, noteFailure, noteHandled, readWaiting, setDid, type WaitingRow } from '../sql/deliveries.ts';
import { handledTogether, mostFailures } from '../tunables.ts';
import { readDeliveryBody } from './read-delivery-body.ts';

type Effective = { row: WaitingRow; action: string | null; event: Exclude<ForgeEvent, { kind: 'ignored' }> };

/**
 * Handles the deliveries that still wait. Those of which nothing follows are noted together; what does follow from another
 * commits with its own mark. Throws when some failed and are to be tried again: the queue calls once more.
 */
export async function handleDeliveries(ctx: IntakeContext, tenantId: bigint, ids: bigint[]): Promise<void> {
  let again = 0;
  for (let start = 0; start < ids.length; start += handledTogether) {
    const rows = await ctx.db.read(tenantId, (tx) => readWaiting(tx, ids.slice(start, start + handledTogether)));
    const { idle, effective } = sortOut(rows);
    if (idle.length > 0) await ctx.db.tenant(tenantId, (tx) => noteHandled(tx, idle));
    for (const one of effective) if (await stillWaits(ctx, tenantId, one)) again += 1;
  }
  if (again > 0) throw new Error(`${again} deliveries are to be tried again`);
}

function sortOut(rows: WaitingRow[]): { idle: Handled[]; effective: Effective[] } {
  const idle: Handled[] = [];
  const effective: Effective[] = [];
  for (const row of rows) {
    const told: Told | null = readDeliveryBody(row);
    if (told === null) idle.push({ id: row.id, state: 'failed', action: null, did: [], error: 'The body is not JSON.' });
    else if (told.event.kind === 'ignored') idle.push({ id: row.id, state: 'ignored', action: told.action, did: [told.event.reason], error: null });
    else effective.push({ row, action: told.action, event: told.event });
  }
  return { idle, effective };
}

async function stillWaits(ctx: IntakeContext, tenantId: bigint, { row, action, event }: Effective): Promise<boolean> {
  try {
    await ctx.db.tenant(tenantId, async (tx) => {
      const first = await noteHandled(tx, [{ id: row.id, state: 'processed', action, did: [], error: null }]);
      if (first.length === 0) return;
      const did = await ctx.onForgeEvent(tx, event, { webhookId: row.webhook_id, connectorId: row.connector_id });
      if (did.length > 0) await setDid(tx, row.id, did);
    });
    return false;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (!(error instanceof ProblemError)) ctx.logger.error({ err: error, deliveryId: String(row.id) }, 'a delivery could not be handled');
    return ctx.db.tenant(tenantId, (tx) => noteFailure(tx, row.id, describe(error), mostFailures));
  }
}

function describe(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.detail;
  return `A fault of the server: ${redactText(error instanceof Error ? error.message : String(error)).slice(0, 500)}`;
}
