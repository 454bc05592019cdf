import type { TenantTx } from '@lime/db';
import type { TicketRow } from './tickets.ts';

/** A locked project that tickets are being added to: what its board has, and the first position of each column that was named. */
export type ProjectToFill = { key: string; lastNumber: number; boardId: bigint; columns: unknown; tops: Map<string, string> };

type ProjectRow = { id: bigint; key: string; last_ticket_number: number; board_id: bigint; columns: unknown };
type TopRow = { project_id: bigint; column_key: string; position: string };

/**
 * Locks the projects, in the order of their ids: numbers, and places at the top of a column, are
 * taken by one transaction after another.
 */
export async function lockProjects(tx: TenantTx, wanted: { projectId: bigint; columnKey: string }[]): Promise<Map<bigint, ProjectToFill>> {
  const columns = wanted.map(({ projectId, columnKey }) => ({ project_id: String(projectId), column_key: columnKey }));
  // Sent together; the connection runs them in order, so the second sees what the first waited for.
  const [projects, tops] = await Promise.all([
    tx.sql<ProjectRow[]>`
      SELECT p.id, p.key, p.last_ticket_number, b.id AS board_id, b.columns
      FROM projects p CROSS JOIN LATERAL (SELECT id, columns FROM boards WHERE tenant_id = p.tenant_id AND project_id = p.id ORDER BY id LIMIT 1) b
      WHERE p.tenant_id = ${tx.tenantId} AND p.id IN (SELECT project_id FROM jsonb_to_recordset(${columns}::jsonb) AS c (project_id bigint))
      ORDER BY p.id FOR NO KEY UPDATE OF p`,
    tx.sql<TopRow[]>`
      SELECT c.project_id, c.column_key, t.position
      FROM (SELECT DISTINCT project_id, column_key FROM jsonb_to_recordset(${columns}::jsonb) AS c (project_id bigint, column_key text)) c
      CROSS JOIN LATERAL (SELECT position FROM tickets t WHERE t.tenant_id = ${tx.tenantId} AND t.project_id = c.project_id AND t.column_key = c.column_key ORDER BY t.position LIMIT 1) t`,
  ]);
  const topsOf = (id: bigint) => new Map(tops.filter((top) => top.project_id === id).map((top) => [top.column_key, top.position]));
  return new Map(projects.map((row) => [row.id, { key: row.key, lastNumber: row.last_ticket_number, boardId: row.board_id, columns: row.columns, tops: topsOf(row.id) }]));
}

export type NewTicket = {
  projectId: bigint; projectKey: string; boardId: bigint; number: number; columnKey: string; position: string;
  title: string; description: string; priority: number; author: { userId: bigint; name: string };
};

/** Inserts tickets of locked projects, whose counts go up to their highest numbers. */
export async function insertTickets(tx: TenantTx, tickets: NewTicket[]): Promise<Map<NewTicket, TicketRow>> {
  const values = tickets.map((ticket) => ({ ...ticket, projectId: String(ticket.projectId), boardId: String(ticket.boardId), author: String(ticket.author.userId) }));
  const rows: Omit<TicketRow, 'project_key'>[] = await tx.sql`
    WITH new AS (
      SELECT * FROM jsonb_to_recordset(${values}::jsonb) AS n
        ("projectId" bigint, "boardId" bigint, number int, "columnKey" text, position text, title text, description text, priority smallint, author bigint)),
    counted AS (
      UPDATE projects p SET last_ticket_number = n.highest FROM (SELECT "projectId", max(number) AS highest FROM new GROUP BY 1) n
      WHERE p.tenant_id = ${tx.tenantId} AND p.id = n."projectId")
    INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, description_md, priority, created_by)
    SELECT ${tx.tenantId}, "projectId", "boardId", number, "columnKey", position, title, description, priority, author FROM new
    RETURNING *`;
  const byRef = new Map(rows.map((row) => [`${row.project_id} ${row.number}`, row]));
  return new Map(tickets.flatMap((ticket) => {
    const row = byRef.get(`${ticket.projectId} ${ticket.number}`);
    return row ? [[ticket, { ...row, project_key: ticket.projectKey }]] : [];
  }));
}
