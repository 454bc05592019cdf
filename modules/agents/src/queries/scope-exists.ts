import type { InstructionScope } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

const tables = { tenant: 'tenants', project: 'projects', repository: 'repositories', ticket: 'tickets' } as const satisfies Record<InstructionScope, string>;

/** Whether the tenant has what an instruction is to be about. */
export async function scopeExists(tx: TenantRead, scope: InstructionScope, id: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql.unsafe(`SELECT 1 FROM ${tables[scope]} WHERE tenant_id = $1 AND id = $2`, [tx.tenantId, id]);
  return rows.length > 0;
}
