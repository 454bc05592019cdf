import { refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { mayDo, type Principal } from '@lime/http';
import { archived } from '../archived.ts';
import type { ProjectRow } from '../sql/projects.ts';
import { readOpenBlockers } from '../queries/open-blockers.ts';
import type { TicketRow } from '../sql/tickets.ts';

/**
 * Refuses to begin or go on with work on a ticket that waits for others: 409 `ticket_blocked`, naming them, unless somebody
 * who manages the project insists; and on any of an archived project. `looks`: nothing is changed, so nothing has to be done before.
 */
export async function refuseUnready(tx: TenantRead, person: Principal, ticket: TicketRow, project: ProjectRow, { force, looks }: { force: boolean; looks: boolean }): Promise<void> {
  if (project.archived_at !== null) refuse(archived(project.key));
  if (ticket.open_blockers === 0 || looks) return;
  if (force && mayDo(person, 'project.manage')) return;
  const open = await readOpenBlockers(tx, ticket.id);
  refuse({
    status: 409, code: 'ticket_blocked', title: 'It waits for other tickets',
    detail: `${ticket.project_key}-${ticket.number} waits for ${open.map((blocker) => `${blocker.ref} (${blocker.title})`).join(', ')}. Finish those first, or ${force ? 'ask somebody who may change the project to start it' : 'start it by force, which takes the permission "project.manage"'}.`,
    details: { blockedBy: open },
  });
}
