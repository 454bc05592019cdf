import type { JsonObject, RunSummary, TicketCard, TicketLabel } from '@lime/contracts';
import { centsOf } from '@lime/budgets';
import type { TenantRead, TenantTx } from '@lime/db';
import { idList } from './id-list.ts';

export type TicketRow = {
  id: bigint;
  project_id: bigint;
  project_key: string;
  board_id: bigint;
  number: number;
  column_key: string;
  position: string;
  title: string;
  description_md: string;
  priority: number;
  labels: TicketLabel[];
  assignee_user_id: bigint | null;
  repository_id: bigint | null;
  branch: string | null;
  pr_url: string | null;
  status_meta: JsonObject;
  due_on: string | null;
  version: number;
  latest_run_id: bigint | null;
  parent_ticket_id: bigint | null;
  subtasks: { done: number; total: number };
  open_blockers: number;
  created_by: bigint;
  created_at: Date;
  updated_at: Date;
};

/** What stands in a ticket's own row, but for the words of the search, which nobody reads. */
export const ownColumns = `
  t.id, t.project_id, t.board_id, t.number, t.column_key, t.position, t.title, t.description_md, t.priority, t.assignee_user_id, t.repository_id, t.branch, t.pr_url,
  t.status_meta, t.due_on::text AS due_on, t.version, t.latest_run_id, t.parent_ticket_id, t.created_by, t.created_at, t.updated_at`;

/** A card of the ticket `t`; the index on each of the others makes them cheap where there are none. */
const cardColumns = `${ownColumns},
  (SELECT key FROM projects WHERE tenant_id = t.tenant_id AND id = t.project_id) AS project_key,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id::text, 'name', l.name, 'color', l.color) ORDER BY lower(l.name)), '[]')
    FROM ticket_labels tl JOIN labels l ON l.tenant_id = tl.tenant_id AND l.id = tl.label_id WHERE tl.tenant_id = t.tenant_id AND tl.ticket_id = t.id) AS labels,
  (SELECT jsonb_build_object('done', count(*) FILTER (WHERE is_done(c.column_key, b.columns)), 'total', count(*))
    FROM tickets c JOIN boards b ON b.tenant_id = c.tenant_id AND b.id = c.board_id WHERE c.tenant_id = t.tenant_id AND c.parent_ticket_id = t.id AND c.deleted_at IS NULL) AS subtasks,
  (SELECT count(*)::int FROM ticket_dependencies d JOIN tickets c ON c.tenant_id = d.tenant_id AND c.id = d.blocker_id JOIN boards b ON b.tenant_id = c.tenant_id AND b.id = c.board_id
    WHERE d.tenant_id = t.tenant_id AND d.blocked_id = t.id AND c.deleted_at IS NULL AND NOT is_done(c.column_key, b.columns)) AS open_blockers`;

/** `rest`: what follows `FROM tickets t`, or, where another `from` names rows of tickets `t`, that; with its parameters from $2 on; $1 is the tenant. */
export async function selectTickets(tx: TenantRead, rest: string, values: unknown[], from = 'tickets t'): Promise<TicketRow[]> {
  return await tx.sql.unsafe(`SELECT ${cardColumns} FROM ${from} ${rest}`, [tx.tenantId, ...values]);
}

/** A ticket that has not been deleted. */
export async function readTicketRow(tx: TenantRead, ticketId: bigint): Promise<TicketRow | null> {
  const [row] = await selectTickets(tx, 'WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL', [ticketId]);
  return row ?? null;
}

/** Those of them that there are, newest first. */
export async function readTicketRows(tx: TenantRead, ids: bigint[]): Promise<TicketRow[]> {
  if (ids.length === 0) return [];
  return selectTickets(tx, 'WHERE t.tenant_id = $1 AND t.id = ANY($2::text::bigint[]) AND t.deleted_at IS NULL ORDER BY t.id DESC', [idList(ids)]);
}

export async function setLatestRun(tx: TenantTx, ticketId: bigint, runId: bigint): Promise<void> {
  await tx.sql`UPDATE tickets SET latest_run_id = ${runId}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId}`;
}

const textOf = (id: bigint | null) => (id === null ? null : String(id));

export function toTicketCard(row: TicketRow, latestRun: RunSummary | null, costMicros = 0n): TicketCard {
  return {
    id: String(row.id),
    ref: `${row.project_key}-${row.number}`,
    projectId: String(row.project_id),
    boardId: String(row.board_id),
    columnKey: row.column_key,
    position: row.position,
    title: row.title,
    description: row.description_md,
    priority: row.priority,
    labels: row.labels,
    assigneeUserId: textOf(row.assignee_user_id),
    repositoryId: textOf(row.repository_id),
    branch: row.branch,
    prUrl: row.pr_url,
    statusMeta: row.status_meta,
    dueOn: row.due_on,
    version: row.version,
    latestRun,
    parentTicketId: textOf(row.parent_ticket_id),
    subtasks: row.subtasks,
    openBlockers: row.open_blockers,
    costCents: centsOf(costMicros),
    createdBy: textOf(row.created_by),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
