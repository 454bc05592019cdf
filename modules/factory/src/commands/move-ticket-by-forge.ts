import type { ForgeEvent } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { FactoryContext } from '../context.ts';
import { lockProject } from '../sql/projects.ts';
import { countOpenPulls, type PullName, type PullRow, type PullStage, notePull, readPull, setPull } from '../sql/ticket-pulls.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';
import type { AboutPull } from './find-ticket-by-forge.ts';
import { moveToTop } from './place-ticket.ts';
import { tellOfProgress } from './release-held-runs.ts';

/** Where a ticket stands by its pull request; one that is closed without a merge leaves it for people to place. */
const columns: Record<PullStage, string | null> = { opened: 'code_review', changes_requested: 'in_progress', approved: 'qa', merged: 'done', closed: null };
/** Of two that a forge tells with the same second, the later of these is the newer. */
const order: readonly PullStage[] = ['opened', 'changes_requested', 'approved', 'closed', 'merged'];

/**
 * Moves a ticket as its pull request moves at the forge, and says what it did. What is older than what is known of the
 * pull request, by the forge's clock, moves nothing; told again, the newest is done again.
 */
export async function moveTicketByForge(ctx: Pick<FactoryContext, 'runs'>, tx: TenantTx, event: ForgeEvent, ticketId: bigint | null): Promise<string[]> {
  if ((event.kind !== 'pull_request' && event.kind !== 'review') || ticketId === null) return [];
  const stage = stageOf(event);
  if (!stage || !event.repository) return [];
  return followPull(ctx, tx, ticketId, {
    provider: event.repository.provider, repository: event.repository.externalId, number: event.number, stage, at: event.at ?? new Date(0).toISOString(),
    url: event.kind === 'pull_request' ? event.url : event.pullUrl, branch: event.head.ref,
  });
}

/** Where a pull request stands, and since when. */
type PullTold = PullName & { stage: PullStage; at: string; url: string; branch: string };

/** Moves a ticket as its pull request stands by now, and says what it did. */
export async function followPull(ctx: Pick<FactoryContext, 'runs'>, tx: TenantTx, ticketId: bigint, told: PullTold): Promise<string[]> {
  const ticket = await lockTicket(tx, ticketId);
  if (!ticket) return [];
  const known = await readPull(tx, ticketId, told);
  if (known && !isNews(known, told)) return [`${refOf(ticket)} stays in ${ticket.column_key}: something newer is known of pull request ${told.number}`];
  await setPull(tx, ticketId, told, told);
  await notePull(tx, ticketId, told);
  tx.afterCommit(() => ctx.runs.announcer.announce(`board:${ticket.project_id}:${ticket.id}`));
  return place(ctx, tx, ticket, told);
}

/** Null for what says nothing of where the work stands. A verdict from outside is nobody's. */
function stageOf(event: AboutPull): PullStage | null {
  if (event.kind === 'pull_request') return event.action === 'updated' ? null : event.action;
  return !event.outsider && (event.state === 'approved' || event.state === 'changes_requested') ? event.state : null;
}

/** A merge is the last that there is to say. */
function isNews(known: PullRow, told: { stage: PullStage; at: string }): boolean {
  if (known.stage === 'merged') return told.stage === 'merged';
  const later = Date.parse(told.at) - known.at.getTime();
  return told.stage === 'merged' || later > 0 || (later === 0 && order.indexOf(told.stage) >= order.indexOf(known.stage));
}

async function place(ctx: Pick<FactoryContext, 'runs'>, tx: TenantTx, ticket: TicketRow, { stage, number, provider }: PullTold): Promise<string[]> {
  const column = columns[stage];
  const [ref, from] = [refOf(ticket), ticket.column_key];
  if (column === null) return [`${ref} stays in ${from}: pull request ${number} was closed without a merge`];
  if (stage === 'merged' && (await countOpenPulls(tx, ticket.id)) > 0) return [`${ref} stays in ${from}: another of its pull requests is still open`];
  if (column === from) return [`${ref} is in ${from} already`];
  if (!(await moveToTop(tx, ticket, column, ctx.runs.hooks))) return [`${ref} stays in ${from}: its board has no column ${column}`];
  await tellOfProgress(ctx.runs, tx, ticket.id);
  recordAudit(tx, { actor: { userId: null, name: provider }, action: 'ticket.move', target: { type: 'ticket', id: ticket.id }, payload: { columnKey: column, from, pullRequest: number, stage } });
  return [`${ref} moved from ${from} to ${column}`];
}

/** The ticket as it is while nobody else moves any of its project. */
async function lockTicket(tx: TenantTx, ticketId: bigint): Promise<TicketRow | null> {
  const found = await readTicketRow(tx, ticketId);
  if (!found) return null;
  await lockProject(tx, found.project_id);
  return readTicketRow(tx, ticketId);
}

function refOf(ticket: TicketRow): string {
  return `${ticket.project_key}-${ticket.number}`;
}
