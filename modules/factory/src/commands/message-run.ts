import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import { type MessageAnswer, type MessageBody, StartRunBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { appendEvents, readRunSummary, sendMessage, tryRedo } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { startTicketRun } from './start-ticket-run.ts';

/**
 * Says something to a run: its agent at work reads it; work that waits for a decision is done again
 * with it; a run that has ended is gone on with by a new one.
 */
export async function messageRun(ctx: FactoryContext, tx: TenantTx, person: Principal, runId: bigint, { text, force }: z.output<typeof MessageBody>): Promise<MessageAnswer> {
  const run = (await readRunSummary(tx, runId)) ?? refuse(notFound('run'));
  if (run.endedAt !== null) return continueRun(ctx, tx, person, runId, { text, force });
  const redo = await tryRedo(ctx.runs, tx, person, runId, text);
  if (!redo) await sendMessage(ctx.runs, tx, person, runId, text);
  return { became: redo ? 'redo' : 'message', run: (await readRunSummary(tx, runId)) ?? run };
}

async function continueRun(ctx: FactoryContext, tx: TenantTx, person: Principal, runId: bigint, { text, force }: z.output<typeof MessageBody>): Promise<MessageAnswer> {
  const newId = await startTicketRun(ctx, tx, person, StartRunBody.parse({ from: { runId: String(runId), as: 'continuation' }, force }), { said: text });
  await appendEvents(tx, newId, null, [{ type: 'user_message', text, from: person.name }]);
  return { became: 'continuation', run: (await readRunSummary(tx, newId)) ?? refuse(notFound('run')) };
}
