import type { ImportFormat, TicketImport } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';
import { idList } from './id-list.ts';

export type ImportRecord = {
  id: bigint; project_id: bigint; created_by: bigint; format: ImportFormat; dry_run: boolean; sha256: string; status: TicketImport['status'];
  total: number; looked_at: number; created: number; updated: number; refused: number; errors: TicketImport['errors']; warnings: TicketImport['warnings']; created_at: Date; ended_at: Date | null;
};

export function toImport(row: ImportRecord): TicketImport {
  return {
    id: String(row.id), projectId: String(row.project_id), format: row.format, dryRun: row.dry_run, status: row.status, total: row.total, lookedAt: row.looked_at,
    created: row.created, updated: row.updated, refused: row.refused, errors: row.errors, warnings: row.warnings, createdAt: row.created_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export async function insertImport(tx: TenantTx, wanted: { projectId: bigint; userId: bigint; format: ImportFormat; dryRun: boolean; sha256: string }): Promise<ImportRecord> {
  const [row]: ImportRecord[] = await tx.sql`
    INSERT INTO ticket_imports (tenant_id, project_id, created_by, format, dry_run, sha256, status)
    VALUES (${tx.tenantId}, ${wanted.projectId}, ${wanted.userId}, ${wanted.format}, ${wanted.dryRun}, ${wanted.sha256}, 'queued') RETURNING *`;
  if (!row) throw new Error('the import was not inserted');
  return row;
}

export async function readImport(tx: TenantRead, id: bigint): Promise<ImportRecord | null> {
  const [row]: ImportRecord[] = await tx.sql`SELECT * FROM ticket_imports WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
  return row ?? null;
}

/** The same, so that nobody else goes on with it before this transaction ends. */
export async function lockImport(tx: TenantTx, id: bigint): Promise<ImportRecord | null> {
  const [row]: ImportRecord[] = await tx.sql`SELECT * FROM ticket_imports WHERE tenant_id = ${tx.tenantId} AND id = ${id} FOR UPDATE`;
  return row ?? null;
}

/** The newest first, one more than the page's limit. */
export async function readImports(tx: TenantRead, projectId: bigint, { cursor, limit }: PageWanted): Promise<ImportRecord[]> {
  return await tx.sql`SELECT * FROM ticket_imports WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} AND (${cursor}::bigint IS NULL OR id < ${cursor}) ORDER BY id DESC LIMIT ${limit + 1}`;
}

export type Progress = Pick<ImportRecord, 'status' | 'total' | 'looked_at' | 'created' | 'updated' | 'refused' | 'errors' | 'warnings'>;

export async function saveProgress(tx: TenantTx, id: bigint, to: Progress): Promise<void> {
  await tx.sql`
    UPDATE ticket_imports SET status = ${to.status}, total = ${to.total}, looked_at = ${to.looked_at}, created = ${to.created}, updated = ${to.updated}, refused = ${to.refused}, errors = ${to.errors}::jsonb, warnings = ${to.warnings}::jsonb,
      ended_at = CASE WHEN ${to.status} IN ('succeeded', 'failed') THEN now() END
    WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
}

/** The tickets that came from these ids before, by id; null for one that was deleted since. */
export async function readOrigins(tx: TenantRead, from: { projectId: bigint; source: string }, externalIds: string[]): Promise<Map<string, bigint | null>> {
  const rows: { external_id: string; ticket_id: bigint; deleted: boolean }[] = await tx.sql`
    SELECT o.external_id, o.ticket_id, t.deleted_at IS NOT NULL AS deleted FROM jsonb_array_elements_text(${externalIds}::jsonb) AS e (id)
    JOIN ticket_origins o ON o.tenant_id = ${tx.tenantId} AND o.project_id = ${from.projectId} AND o.source = ${from.source} AND o.external_id = e.id
    JOIN tickets t ON t.tenant_id = o.tenant_id AND t.id = o.ticket_id`;
  return new Map(rows.map((row) => [row.external_id, row.deleted ? null : row.ticket_id]));
}

export async function insertOrigins(tx: TenantTx, from: { projectId: bigint; source: string }, made: { externalId: string; ticketId: bigint }[]): Promise<void> {
  const rows = made.map(({ externalId, ticketId }) => ({ external_id: externalId, ticket_id: String(ticketId) }));
  await tx.sql`
    INSERT INTO ticket_origins (tenant_id, project_id, source, external_id, ticket_id)
    SELECT ${tx.tenantId}, ${from.projectId}, ${from.source}, external_id, ticket_id FROM jsonb_to_recordset(${rows}::jsonb) AS r (external_id text, ticket_id bigint)`;
}

/** Writes what has changed at the source into the tickets that came from there; where they stand is for people to say. */
export async function refreshTickets(tx: TenantTx, changed: { ticketId: bigint; title: string; description: string; priority: number }[]): Promise<void> {
  const rows = changed.map((ticket) => ({ ...ticket, ticketId: String(ticket.ticketId) }));
  await tx.sql`
    UPDATE tickets t SET title = r.title, description_md = r.description, priority = r.priority, version = version + 1, updated_at = now()
    FROM jsonb_to_recordset(${rows}::jsonb) AS r ("ticketId" bigint, title text, description text, priority smallint)
    WHERE t.tenant_id = ${tx.tenantId} AND t.id = r."ticketId" AND (t.title, t.description_md, t.priority) IS DISTINCT FROM (r.title, r.description, r.priority)`;
}

/** The labels of these names, whatever their capitals; made where there are none. By name in small letters. */
export async function ensureLabels(tx: TenantTx, names: string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  await tx.sql`INSERT INTO labels (tenant_id, name, color) SELECT ${tx.tenantId}, value, '#6b7280' FROM jsonb_array_elements_text(${names}::jsonb) ON CONFLICT (tenant_id, lower(name)) DO NOTHING`;
  const rows: { id: bigint; name: string }[] = await tx.sql`
    SELECT l.id, n.name FROM jsonb_array_elements_text(${names}::jsonb) AS n (name) JOIN labels l ON l.tenant_id = ${tx.tenantId} AND lower(l.name) = lower(n.name)`;
  return new Map(rows.map((row) => [row.name.toLowerCase(), String(row.id)]));
}

/** Active members by their address in small letters. */
export async function readMembers(tx: TenantRead, emails: string[]): Promise<Map<string, string>> {
  if (emails.length === 0) return new Map();
  const rows: { id: bigint; email: string }[] = await tx.sql`
    SELECT u.id, e.email FROM jsonb_array_elements_text(${emails}::jsonb) AS e (email) JOIN users u ON u.tenant_id = ${tx.tenantId} AND lower(u.email) = lower(e.email) AND u.active`;
  return new Map(rows.map((row) => [row.email.toLowerCase(), String(row.id)]));
}

/** Those of these tickets that were made then or later. */
export async function madeSince(tx: TenantRead, ids: bigint[], since: Date): Promise<Set<bigint>> {
  const rows: { id: bigint }[] = await tx.sql`SELECT id FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ANY(${idList(ids)}::text::bigint[]) AND created_at >= ${since}`;
  return new Set(rows.map((row) => row.id));
}

export async function setParent(tx: TenantTx, ticketId: bigint, parentId: bigint): Promise<void> {
  await tx.sql`UPDATE tickets SET parent_ticket_id = ${parentId} WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId}`;
}
