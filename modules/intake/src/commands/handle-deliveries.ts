import type { ForgeEvent } from '@lime/contracts';
import { ProblemError, redactText } from '@lime/kernel';
import { isDatabaseAway, type TenantTx } from '@lime/db';
import type { IntakeContext } from '../context.ts';
import { type Handled, lockWaiting, noteFailure, noteHandled, readWaiting, type WaitingRow } from '../sql/deliveries.ts';
import { handledTogether, mostFailures } from '../tunables.ts';
import { readDeliveryBody } from './read-delivery-body.ts';

/** A delivery with what it says; `null` when that cannot be read. */
type Read = { row: WaitingRow; action: string | null; event: ForgeEvent | null };

/**
 * Handles the deliveries that still wait: what follows from them commits with the mark that they are handled. Throws when
 * some failed and are to be tried again: the queue calls once more.
 */
export async function handleDeliveries(ctx: IntakeContext, tenantId: bigint, ids: bigint[]): Promise<void> {
  let again = 0;
  for (let start = 0; start < ids.length; start += handledTogether) {
    const rows = await ctx.db.read(tenantId, (tx) => readWaiting(tx, ids.slice(start, start + handledTogether)));
    for (const group of groupsOf(rows.map(read))) again += await handleGroup(ctx, tenantId, group);
  }
  if (again > 0) throw new Error(`${again} deliveries are to be tried again`);
}

function read(row: WaitingRow): Read {
  const told = readDeliveryBody(row);
  return { row, action: told?.action ?? null, event: told?.event ?? null };
}

/** What may move tickets goes alone, for it locks the board; the rest shares a transaction. */
function groupsOf(all: Read[]): Read[][] {
  const alone = (one: Read) => one.event?.kind === 'pull_request' || one.event?.kind === 'review' || one.event?.kind === 'installation';
  const together = all.filter((one) => !alone(one));
  return [...(together.length > 0 ? [together] : []), ...all.filter(alone).map((one) => [one])];
}

/** Answers how many are to be tried again. When one of a group fails, each is handled alone, so that none suffers for its neighbour. */
async function handleGroup(ctx: IntakeContext, tenantId: bigint, group: Read[]): Promise<number> {
  try {
    await ctx.db.tenant(tenantId, (tx) => perform(ctx, tx, group));
    return 0;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const [only] = group;
    if (!only || group.length > 1) {
      let again = 0;
      for (const one of group) again += await handleGroup(ctx, tenantId, [one]);
      return again;
    }
    if (!(error instanceof ProblemError)) ctx.logger.error({ err: error, deliveryId: String(only.row.id) }, 'a delivery could not be handled');
    return (await ctx.db.tenant(tenantId, (tx) => noteFailure(tx, only.row.id, describe(error), mostFailures))) ? 1 : 0;
  }
}

async function perform(ctx: IntakeContext, tx: TenantTx, group: Read[]): Promise<void> {
  const waiting = await lockWaiting(tx, group.map(({ row }) => row.id));
  const handled: Handled[] = [];
  for (const { row, action, event } of group.filter((one) => waiting.has(one.row.id))) {
    if (event === null) handled.push({ id: row.id, state: 'failed', action, did: [], error: 'The body is not JSON.' });
    else if (event.kind === 'ignored') handled.push({ id: row.id, state: 'ignored', action, did: [event.reason], error: null });
    else handled.push({ id: row.id, state: 'processed', action, did: await ctx.onForgeEvent(tx, event, { webhookId: row.webhook_id, connectorId: row.connector_id }), error: null });
  }
  if (handled.length > 0) await noteHandled(tx, handled);
}

function describe(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.detail;
  return `A fault of the server: ${redactText(error instanceof Error ? error.message : String(error)).slice(0, 500)}`;
}
