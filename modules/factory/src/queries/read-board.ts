import { notFound, refuse } from '@lime/kernel';
import { type Board, BoardColumn, type TicketCard } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readRunSummaries, readRunSummary } from '@lime/runs';
import { readColumns, readProject, toProject } from '../sql/projects.ts';
import { readTicketCosts } from './ticket-costs.ts';
import { readTicketRow, readTicketRows, toTicketCard } from '../sql/tickets.ts';

/** A project's board: its columns, and every ticket with its latest run. */
export async function readBoard(tx: TenantRead, projectId: bigint): Promise<Board> {
  const [project, columns, rows] = await Promise.all([readProject(tx, projectId), readColumns(tx, projectId), readTicketRows(tx, projectId)]);
  if (!project) refuse(notFound('project'));
  const [runs, costs] = await Promise.all([readRunSummaries(tx, rows.flatMap((row) => row.latest_run_id ?? [])), readTicketCosts(tx, rows.map((row) => row.id))]);
  return {
    project: toProject(project),
    columns: BoardColumn.array().parse(columns ?? []),
    tickets: rows.map((row) => toTicketCard(row, row.latest_run_id === null ? null : (runs.get(row.latest_run_id) ?? null), costs.get(row.id))),
  };
}

/** One ticket as a card; null when it is not there. */
export async function readTicket(tx: TenantRead, ticketId: bigint): Promise<TicketCard | null> {
  const row = await readTicketRow(tx, ticketId);
  if (!row) return null;
  const [run, costs] = await Promise.all([row.latest_run_id === null ? null : readRunSummary(tx, row.latest_run_id), readTicketCosts(tx, [ticketId])]);
  return toTicketCard(row, run, costs.get(ticketId));
}
