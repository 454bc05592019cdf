import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';

/** Renames the tenant; its slug stays. */
export async function renameTenant(tx: TenantTx, person: Principal, name: string): Promise<void> {
  await tx.sql`UPDATE tenants SET name = ${name} WHERE id = ${tx.tenantId}`;
  recordAudit(tx, { actor: person, action: 'tenant.update', target: { type: 'tenant', id: tx.tenantId }, payload: { name } });
}
