import type { TicketCard } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readRunSummaries } from '@lime/runs';
import { type TicketRow, toTicketCard } from '../sql/tickets.ts';
import { readTicketCosts } from './ticket-costs.ts';

/** Cards of these tickets, each with its latest run and what its runs have cost. */
export async function toCards(tx: TenantRead, rows: TicketRow[]): Promise<TicketCard[]> {
  const withRuns = rows.filter((row) => row.latest_run_id !== null);
  if (withRuns.length === 0) return rows.map((row) => toTicketCard(row, null));
  const [runs, costs] = await Promise.all([readRunSummaries(tx, withRuns.flatMap((row) => row.latest_run_id ?? [])), readTicketCosts(tx, withRuns.map((row) => row.id))]);
  return rows.map((row) => toTicketCard(row, row.latest_run_id === null ? null : (runs.get(row.latest_run_id) ?? null), costs.get(row.id)));
}
