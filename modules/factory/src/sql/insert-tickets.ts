import type { TicketLabel, TicketRelated } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { ownColumns, type TicketRow } from './tickets.ts';

/** A locked project that tickets are being added to. */
export type ProjectToFill = { key: string; lastNumber: number; archived: boolean };
/** A column that was asked for, and the position of the first ticket in it. `board`: the one that it stands on. */
export type ColumnToFill = { boardId: bigint; columns: unknown; columnKey: string; top: string | null };
/** `boardId`, `columnKey`: null for the first one. */
export type PlaceWanted = { projectId: bigint; boardId: bigint | null; columnKey: string | null };

type ProjectRow = { id: bigint; key: string; last_ticket_number: number; archived: boolean };
type ColumnRow = { project_id: bigint; asked_board: bigint | null; asked_column: string | null; board_id: bigint; columns: unknown; column_key: string; top: string | null };

export type PlacesToFill = { projects: Map<bigint, ProjectToFill>; columnOf(wanted: PlaceWanted): ColumnToFill | undefined };

/**
 * Locks the projects, in the order of their ids: numbers, and places at the top of a column, are
 * taken by one transaction after another. OFFSET keeps the column's name a value: behind row-level security, an operator
 * of jsonb within the condition would keep the index from being used.
 */
export async function lockPlaces(tx: TenantTx, wanted: PlaceWanted[]): Promise<PlacesToFill> {
  const places = wanted.map(({ projectId, boardId, columnKey }) => ({ project_id: String(projectId), board_id: boardId === null ? null : String(boardId), column_key: columnKey }));
  // Sent together; the connection runs them in order, so the second sees what the first waited for.
  const [projects, columns] = await Promise.all([
    tx.sql<ProjectRow[]>`
      SELECT p.id, p.key, p.last_ticket_number, p.archived_at IS NOT NULL AS archived FROM projects p
      WHERE p.tenant_id = ${tx.tenantId} AND p.id IN (SELECT project_id FROM jsonb_to_recordset(${places}::jsonb) AS c (project_id bigint))
      ORDER BY p.id FOR NO KEY UPDATE OF p`,
    tx.sql<ColumnRow[]>`
      SELECT c.project_id, c.board_id AS asked_board, c.column_key AS asked_column, b.id AS board_id, b.columns, k.column_key, t.position AS top
      FROM (SELECT DISTINCT project_id, board_id, column_key FROM jsonb_to_recordset(${places}::jsonb) AS c (project_id bigint, board_id bigint, column_key text)) c
      CROSS JOIN LATERAL (SELECT id, columns FROM boards WHERE tenant_id = ${tx.tenantId} AND project_id = c.project_id AND (c.board_id IS NULL OR id = c.board_id) ORDER BY id LIMIT 1) b
      CROSS JOIN LATERAL (SELECT coalesce(c.column_key, b.columns -> 0 ->> 'key') AS column_key OFFSET 0) k
      LEFT JOIN LATERAL (
        SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND board_id = b.id AND column_key = k.column_key AND deleted_at IS NULL ORDER BY position LIMIT 1) t ON true`,
  ]);
  return { projects: new Map(projects.map((row) => [row.id, { key: row.key, lastNumber: row.last_ticket_number, archived: row.archived }])), columnOf: byPlace(columns) };
}

/** Whoever names the first board and whoever leaves it out get the same column, whose top goes up with every ticket. */
function byPlace(rows: ColumnRow[]): PlacesToFill['columnOf'] {
  const columns = new Map<string, ColumnToFill>();
  const asked = new Map<string, ColumnToFill>();
  for (const row of rows) {
    const name = `${row.board_id} ${row.column_key}`;
    const column = columns.get(name) ?? { boardId: row.board_id, columns: row.columns, columnKey: row.column_key, top: row.top };
    columns.set(name, column);
    asked.set(`${row.project_id} ${row.asked_board} ${row.asked_column}`, column);
  }
  return ({ projectId, boardId, columnKey }) => asked.get(`${projectId} ${boardId} ${columnKey}`);
}

export type NewTicket = TicketRelated & {
  projectId: bigint; projectKey: string; boardId: bigint; number: number; columnKey: string; position: string;
  title: string; description: string; priority: number; author: { userId: bigint; name: string }; labels: TicketLabel[];
};

/** Inserts tickets of locked projects, whose counts go up to their highest numbers. */
export async function insertTickets(tx: TenantTx, tickets: NewTicket[]): Promise<Map<NewTicket, TicketRow>> {
  const values = tickets.map((ticket) => ({ ...ticket, projectId: String(ticket.projectId), boardId: String(ticket.boardId), author: String(ticket.author.userId) }));
  const rows: TicketRow[] = await tx.sql.unsafe(`
    WITH new AS (
      SELECT * FROM jsonb_to_recordset($2::jsonb) AS n
        ("projectId" bigint, "boardId" bigint, number int, "columnKey" text, position text, title text, description text, priority smallint, author bigint,
         "assigneeUserId" bigint, "repositoryId" bigint, branch text, "prUrl" text, "dueOn" date, "parentTicketId" bigint)),
    counted AS (
      UPDATE projects p SET last_ticket_number = n.highest FROM (SELECT "projectId", max(number) AS highest FROM new GROUP BY 1) n
      WHERE p.tenant_id = $1 AND p.id = n."projectId")
    INSERT INTO tickets AS t (tenant_id, project_id, board_id, number, column_key, position, title, description_md, priority, created_by, assignee_user_id, repository_id, branch, pr_url, due_on, parent_ticket_id)
    SELECT $1, "projectId", "boardId", number, "columnKey", position, title, description, priority, author, "assigneeUserId", "repositoryId", branch, "prUrl", "dueOn", "parentTicketId" FROM new
    RETURNING ${ownColumns}`, [tx.tenantId, values]);
  const byRef = new Map(rows.map((row) => [`${row.project_id} ${row.number}`, row]));
  const made = new Map(tickets.flatMap((ticket) => {
    const row = byRef.get(`${ticket.projectId} ${ticket.number}`);
    return row ? [[ticket, { ...row, project_key: ticket.projectKey, labels: ticket.labels, subtasks: { done: 0, total: 0 }, open_blockers: 0 }]] : [];
  }));
  for (const [{ labels }, { id }] of made) if (labels.length > 0) addLabels(tx, id, labels.map((label) => label.id));
  return made;
}

export function addLabels(tx: TenantTx, ticketId: bigint, labelIds: string[]): void {
  tx.send(tx.sql`INSERT INTO ticket_labels (tenant_id, ticket_id, label_id) SELECT ${tx.tenantId}, ${ticketId}, value::bigint FROM jsonb_array_elements_text(${labelIds}::jsonb)`);
}
