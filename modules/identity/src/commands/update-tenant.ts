import type { z } from 'zod';
import type { UpdateTenantBody } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField, type Principal } from '@lime/http';

/** Renames the tenant of the transaction, or moves it to another time zone; 422 for one that Postgres does not know. Its slug stays: it may stand in addresses. */
export async function updateTenant(tx: TenantTx, person: Principal, body: Omit<z.output<typeof UpdateTenantBody>, 'version'>): Promise<void> {
  const { name = null, timeZone = null } = body;
  const changed: unknown[] = await tx.sql`
    UPDATE tenants SET name = coalesce(${name}, name), time_zone = coalesce(${timeZone}, time_zone)
    WHERE id = ${tx.tenantId} AND (${timeZone}::text IS NULL OR EXISTS (SELECT 1 FROM pg_timezone_names WHERE name = ${timeZone})) RETURNING id`;
  if (changed.length === 0) refuse(invalidField('timeZone', 'is not the name of a time zone, such as Europe/Berlin'));
  recordAudit(tx, { actor: person, action: 'tenant.update', target: { type: 'tenant', id: tx.tenantId }, payload: body });
}
