import { notFound, refuse } from '@lime/kernel';
import type { TenantRead, TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import type { FactoryContext } from '../context.ts';
import { listProjects } from '../sql/projects.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';
import { createTicket } from './create-tickets.ts';
import { wordsOf } from './words-of.ts';
import type { Origin } from './resolve-origin.ts';

type Asked = { ticketId?: string | undefined; projectId?: string | undefined; title?: string | undefined; description?: string | undefined; prompt?: string | undefined };

/** The ticket that the work is about: the one named, or a new one with this title, or that of the run it starts from. */
export async function findTicket(ctx: Pick<FactoryContext, 'runs'>, tx: TenantTx, person: Principal, asked: Asked, origin: Origin | null): Promise<TicketRow> {
  if (asked.ticketId !== undefined) return (await readTicketRow(tx, BigInt(asked.ticketId))) ?? refuse(notFound('ticket'));
  const { title, description } = asked.prompt === undefined ? asked : wordsOf(asked.prompt);
  const own = title === undefined && origin?.run.ticket_id ? await readTicketRow(tx, origin.run.ticket_id) : null;
  if (own) return own;
  const projectId = asked.projectId === undefined ? (origin?.run.project_id ?? (await onlyProject(tx))) : BigInt(asked.projectId);
  return createTicket(tx, { person, projectId, body: { title: title ?? origin?.run.title ?? '', description: description ?? '', priority: 2, columnKey: 'todo' } }, ctx.runs.hooks);
}

async function onlyProject(tx: TenantRead): Promise<bigint> {
  const projects = await listProjects(tx);
  const [only] = projects;
  if (only && projects.length === 1) return only.id;
  refuse({ status: 422, code: 'project_needed', title: 'Which project?', detail: projects.length === 0 ? 'There is no project yet. Make one first.' : `There is more than one project: ${projects.map((project) => project.key).join(', ')}. Name one.`, details: { fields: [{ path: 'projectId', message: 'name a project' }] } });
}
