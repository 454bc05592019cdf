import type { ModelSettings } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';

/** Sets what is kept of the calls to come; what was kept of earlier ones stays. */
export async function setModelSettings(tx: TenantTx, actor: Actor, settings: ModelSettings): Promise<void> {
  await tx.sql`
    INSERT INTO model_settings (tenant_id, retention) VALUES (${tx.tenantId}, ${settings.retention})
    ON CONFLICT (tenant_id) DO UPDATE SET retention = excluded.retention, updated_at = now()`;
  recordAudit(tx, { actor, action: 'model_settings.set', target: { type: 'model_settings', id: null }, payload: settings });
}
