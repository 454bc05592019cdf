import type { RunSummary } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { insertToldComment, type ToldComment } from '../sql/comments.ts';

/** What a comment may hold. */
const longest = 20_000;

/** Says something on a ticket that no member says, once. False: it stands there already. */
export function tellTicket(tx: TenantTx, told: ToldComment): Promise<boolean> {
  return insertToldComment(tx, { ...told, author: told.author.slice(0, 200), bodyMd: told.bodyMd.slice(0, longest) });
}

/** How a run has ended, said by whoever did its work. `done`: what it came to. */
export async function tellOfRunEnd(tx: TenantTx, ticketId: bigint, run: RunSummary, done: { agent: string; summary: string | null }): Promise<boolean> {
  return tellTicket(tx, { ticketId, about: `run:${run.id}`, kind: 'agent', author: done.agent, runId: BigInt(run.id), url: null, bodyMd: endOf(run, done.summary) });
}

function endOf({ id, status, error, costCents }: RunSummary, summary: string | null): string {
  const cost = costCents > 0 ? `, for $${(costCents / 100).toFixed(2)}` : '';
  const why = status !== 'succeeded' && error ? `: ${error.message}` : '';
  return `Run ${id} ${status === 'succeeded' ? 'is done' : status === 'cancelled' ? `was ${error ? 'stopped' : 'cancelled'}${why}` : `has failed${why}`}${cost}.${summary === null ? '' : `\n\n${summary}`}`;
}
