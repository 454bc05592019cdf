import type { ModelSettings } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { usualKeepDays } from '../sql/old-calls.ts';

/** Sets what is kept of the calls to come, and how long that of all calls is; what was kept of earlier ones stays until then. */
export async function setModelSettings(tx: TenantTx, actor: Actor, settings: ModelSettings): Promise<void> {
  await tx.sql`
    INSERT INTO model_settings (tenant_id, retention, keep_days) VALUES (${tx.tenantId}, ${settings.retention}, ${settings.keepDays ?? usualKeepDays})
    ON CONFLICT (tenant_id) DO UPDATE SET retention = excluded.retention, keep_days = coalesce(${settings.keepDays ?? null}, model_settings.keep_days), updated_at = now()`;
  recordAudit(tx, { actor, action: 'model_settings.set', target: { type: 'model_settings', id: null }, payload: settings });
}
