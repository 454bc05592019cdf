import type { RunSummary, TicketCard } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

export type TicketRow = {
  id: bigint;
  project_id: bigint;
  project_key: string;
  number: number;
  column_key: string;
  position: string;
  title: string;
  description_md: string;
  priority: number;
  version: number;
  latest_run_id: bigint | null;
  created_at: Date;
  updated_at: Date;
};

export async function readTicketRow(tx: TenantRead, ticketId: bigint): Promise<TicketRow | null> {
  const [row]: TicketRow[] = await tx.sql`
    SELECT t.*, p.key AS project_key FROM tickets t JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id
    WHERE t.tenant_id = ${tx.tenantId} AND t.id = ${ticketId}`;
  return row ?? null;
}

export async function readTicketRows(tx: TenantRead, projectId: bigint): Promise<TicketRow[]> {
  return await tx.sql`
    SELECT t.*, p.key AS project_key FROM tickets t JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id
    WHERE t.tenant_id = ${tx.tenantId} AND t.project_id = ${projectId} ORDER BY t.column_key, t.position`;
}

export function toTicketCard(row: TicketRow, latestRun: RunSummary | null): TicketCard {
  return {
    id: String(row.id),
    ref: `${row.project_key}-${row.number}`,
    projectId: String(row.project_id),
    columnKey: row.column_key,
    position: row.position,
    title: row.title,
    description: row.description_md,
    priority: row.priority,
    version: row.version,
    latestRun,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
