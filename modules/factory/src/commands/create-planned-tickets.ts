import type { PlanContent } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '@lime/runs';
import { lockProject } from '../sql/projects.ts';
import { linkPlanned, type PlannedTicket, readPlanned } from '../sql/planned-tickets.ts';
import { insertDependency } from '../sql/ticket-links.ts';
import { readTicketRow } from '../sql/tickets.ts';
import { createTickets } from './create-tickets.ts';

type Planned = { runId: bigint; ticketId: bigint; plan: PlanContent };
type PlanTicket = { ticketId: string; ref: string; title: string; description: string };
/** `inOrder`: those that wait for no other first, so that the others hold no place before them. */
type Made = { kind: 'made'; tickets: PlanTicket[]; inOrder: PlanTicket[] } | { kind: 'refused'; code: string; message: string };

/** What a ticket's title and description may hold. */
const titleChars = 300;
const descriptionChars = 20_000;

/** Makes the plan's tickets on the board of the ticket that was planned, in the plan's order from the top of Todo, once; each waits for those that the plan says. */
export async function createPlannedTickets(ctx: Pick<RunsContext, 'announcer' | 'hooks'>, tx: TenantTx, { runId, ticketId, plan }: Planned): Promise<Made> {
  const parent = await readTicketRow(tx, ticketId);
  if (!parent) return { kind: 'refused', code: 'ticket_gone', message: 'The ticket that was planned has been deleted.' };
  // Two workers that do this at once meet here: the second finds what the first has made.
  await lockProject(tx, parent.project_id);
  const before = await readPlanned(tx, runId);
  if (before.length > 0) return madeOf(before, plan);
  const person = { userId: parent.created_by, name: 'the plan' };
  const wanted = plan.tickets.map((ticket) => ({ person, projectId: parent.project_id, body: { boardId: String(parent.board_id), title: titleOf(ticket.title), description: describe(ticket), priority: parent.priority, columnKey: 'todo' } }));
  // The one made last stands on top.
  const rows = (await createTickets(tx, wanted.toReversed(), ctx.hooks)).toReversed();
  const made = rows.flatMap((row) => ('refused' in row ? [] : [row.id]));
  if (made.length < rows.length) return { kind: 'refused', code: 'unknown_column', message: 'The project\'s board has no column "todo" for the tickets.' };
  await linkPlanned(tx, { runId, parentId: parent.id }, made);
  await linkBlockers(tx, plan, made);
  tx.afterCommit(() => made.forEach((id) => ctx.announcer.announce(`board:${parent.project_id}:${id}`)));
  return madeOf(await readPlanned(tx, runId), plan);
}

/** Only on tickets before it in the plan can one depend, so that there is no circle. */
async function linkBlockers(tx: TenantTx, { tickets }: PlanContent, made: bigint[]): Promise<void> {
  for (const [index, blocked] of made.entries()) {
    const blockers = made.filter((_, at) => at < index && tickets[index]?.dependsOn.includes(at + 1));
    for (const blocker of blockers) await insertDependency(tx, blocked, blocker);
  }
}

function madeOf(planned: PlannedTicket[], { tickets }: PlanContent): Made {
  const all = planned.map(toOutput);
  const waits = (_: PlanTicket, index: number) => tickets[index]?.dependsOn.some((number) => number <= index) === true;
  return { kind: 'made', tickets: all, inOrder: [...all.filter((ticket, index) => !waits(ticket, index)), ...all.filter(waits)] };
}

function toOutput(row: PlannedTicket): PlanTicket {
  return { ticketId: String(row.id), ref: row.ref, title: row.title, description: row.description_md };
}

function titleOf(title: string): string {
  return title.trim().slice(0, titleChars) || 'Untitled';
}

function describe({ description, paths }: PlanContent['tickets'][number]): string {
  const where = paths.length === 0 ? '' : `\n\n${paths.map((path) => `- \`${path}\``).join('\n')}`;
  return `${description}${where}`.slice(0, descriptionChars);
}
