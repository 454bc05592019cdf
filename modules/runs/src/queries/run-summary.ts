import type { SQL } from 'bun';
import type { RunSummary } from '@lime/contracts';
import { centsOf } from '@lime/budgets';
import type { TenantRead } from '@lime/db';
import type { RunRow } from '../model.ts';

/** Of a prompt and of a summary, in characters: lists hold many. */
const shown = 1000;

export type RunSummaryRow = RunRow & { created_by_name: string | null; /** What the agent said that worked last. */ said: string | null };

/** A row as people and programs see it. */
export function toRunSummary(row: RunSummaryRow): RunSummary {
  return {
    id: String(row.id),
    projectId: idOrNull(row.project_id),
    ticketId: idOrNull(row.ticket_id),
    parentRunId: idOrNull(row.parent_run_id),
    from: row.from_run_id === null || row.from_as === null ? null : { runId: String(row.from_run_id), as: row.from_as },
    attemptGroupId: idOrNull(row.attempt_group_id),
    workflow: row.workflow,
    title: row.title,
    provider: row.provider,
    mode: row.mode,
    prompt: promptOf(row).slice(0, shown).toWellFormed(),
    summary: row.said,
    status: row.status,
    waitingOn: row.waiting_on,
    waitingSince: timeOrNull(row.waiting_since),
    error: row.error,
    costCents: centsOf(row.cost_micros),
    // What is left of it is free again when the run has ended.
    reservedCents: row.ended_at === null ? Number(row.reserved_cents) : 0,
    lastSeq: Number(row.last_seq),
    createdBy: row.created_by_name ?? 'Assembly Lime',
    createdAt: row.created_at.toISOString(),
    startedAt: timeOrNull(row.started_at),
    endedAt: timeOrNull(row.ended_at),
  };
}

/** What its input asks for; what has none there is called by its title. */
function promptOf({ title, input }: RunRow): string {
  const words = [input['title'], input['description']].flatMap((text) => (typeof text === 'string' && text !== '' ? [text] : []));
  return words.length === 0 ? title : words.join('\n\n');
}

/** Runs of the tenant with the name of who started them; `which` is the rest of the statement, about `r`. */
export async function readRunRows(tx: TenantRead, which: SQL.Query<unknown>): Promise<RunSummaryRow[]> {
  return await tx.sql`
    SELECT r.*, coalesce(nullif(u.name, ''), u.email) AS created_by_name,
      (SELECT left(s.output->>'summary', ${shown}) FROM run_steps s WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id AND s.kind = 'agent' AND s.output->>'summary' <> '' ORDER BY s.id DESC LIMIT 1) AS said
    FROM runs r LEFT JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.created_by
    WHERE r.tenant_id = ${tx.tenantId} AND ${which}`;
}

/** The runs of these ids, by id. */
export async function readRunSummaries(tx: TenantRead, runIds: bigint[]): Promise<Map<bigint, RunSummary>> {
  if (runIds.length === 0) return new Map();
  const rows = await readRunRows(tx, tx.sql`r.id = ANY(${`{${runIds.join(',')}}`}::text::bigint[])`);
  return new Map(rows.map((row) => [row.id, toRunSummary(row)]));
}

export async function readRunSummary(tx: TenantRead, runId: bigint): Promise<RunSummary | null> {
  return (await readRunSummaries(tx, [runId])).get(runId) ?? null;
}

export function idOrNull(id: bigint | null): string | null {
  return id === null ? null : String(id);
}

export function timeOrNull(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
