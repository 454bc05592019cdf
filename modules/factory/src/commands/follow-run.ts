import type { RunSummary } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { hasOpenPullRequest } from '@lime/forge';
import { readChosen, readRunSummary } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { announceTickets } from '../announce.ts';
import { readWorkEnd } from '../queries/read-work-end.ts';
import { readTicketRow, setLatestRun, type TicketRow } from '../sql/tickets.ts';
import { moveToTop } from './place-ticket.ts';
import { tellOfRunEnd } from './tell-ticket.ts';
import { tellOfProgress } from './release-held-runs.ts';

/** The queue through which the engine tells the factory that a run's status has changed. */
export const runChangedQueue = 'factory.run_changed';

/**
 * Moves a ticket as its latest run moves: at work, in review, done; the end of every run of it stands on it as a comment. The run's row is read anew, so
 * that messages which come late or twice move nothing back.
 */
export async function followRun(ctx: Pick<FactoryContext, 'runs'>, tenantId: bigint, runId: bigint): Promise<void> {
  await ctx.runs.db.tenant(tenantId, async (tx) => {
    if (!(await lockBoardOf(tx, runId))) return;
    const run = await readRunSummary(tx, runId);
    if (!run?.ticketId) return;
    const ticket = await readTicketRow(tx, BigInt(run.ticketId));
    if (!ticket) return;
    if (run.endedAt !== null) await noteEnd(ctx, tx, ticket, run);
    if (isAside(run) || !(await leads(tx, ticket, runId))) return;
    const columnKey = columnFor(run, await hasOpenPullRequest(tx, runId));
    if (columnKey !== null && columnKey !== ticket.column_key && (await moveToTop(tx, ticket, columnKey, ctx.runs.hooks))) await tellOfProgress(ctx.runs, tx, ticket.id);
    tx.afterCommit(() => ctx.runs.announcer.announce(`board:${ticket.project_id}:${ticket.id}`));
  });
}

/** What merges, builds or deploys a ticket's work stands among its runs, and leads none: the ticket follows its pull request then. */
function isAside({ workflow }: RunSummary): boolean {
  return workflow.startsWith('forge.');
}

async function noteEnd({ runs }: Pick<FactoryContext, 'runs'>, tx: TenantTx, ticket: TicketRow, run: RunSummary): Promise<void> {
  const done = await readWorkEnd(tx, BigInt(run.id));
  if (done && (await tellOfRunEnd(tx, ticket.id, run, done))) announceTickets({ runs }, tx, ticket.project_id, ticket.id);
}

/** Whether the ticket goes by this run: its latest, the first one that it has, or the one that was chosen among several. */
async function leads(tx: TenantTx, ticket: TicketRow, runId: bigint): Promise<boolean> {
  if (ticket.latest_run_id === runId) return true;
  const first = ticket.latest_run_id === null;
  if (!first && ((await readChosen(tx, runId)) !== runId || (await readChosen(tx, ticket.latest_run_id ?? 0n)) !== runId)) return false;
  await setLatestRun(tx, ticket.id, runId);
  return true;
}

/** Two messages about one run are followed one after another, so that the run read later is the one that counts. */
async function lockBoardOf(tx: TenantTx, runId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    SELECT p.id FROM projects p JOIN runs r ON r.tenant_id = p.tenant_id AND r.project_id = p.id
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${runId} FOR NO KEY UPDATE OF p`;
  return rows.length > 0;
}

/** Where a ticket stands by its run; null: where it is. A failed or cancelled run leaves it for people to place; `inReview`: in an open pull request. */
function columnFor(run: RunSummary, inReview: boolean): string | null {
  if (run.status === 'succeeded') return inReview ? 'code_review' : 'done';
  if (run.status === 'waiting' && run.waitingOn === 'gate') return 'code_review';
  if (run.status === 'queued' || run.status === 'running') return 'in_progress';
  return null;
}
