import type { RunSummary, TicketCard } from '@lime/contracts';
import { centsOf } from '@lime/budgets';
import type { TenantRead, TenantTx } from '@lime/db';

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
  parent_ticket_id: bigint | null;
  created_by: bigint;
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

export async function setLatestRun(tx: TenantTx, ticketId: bigint, runId: bigint): Promise<void> {
  await tx.sql`UPDATE tickets SET latest_run_id = ${runId}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId}`;
}

export function toTicketCard(row: TicketRow, latestRun: RunSummary | null, costMicros = 0n): TicketCard {
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
    parentTicketId: row.parent_ticket_id === null ? null : String(row.parent_ticket_id),
    costCents: centsOf(costMicros),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
