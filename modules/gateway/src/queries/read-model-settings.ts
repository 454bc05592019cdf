import type { ModelSettings } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { usualKeepDays } from '../sql/old-calls.ts';

/** What the tenant keeps of its agents' talk with models, and how long; the numbers alone until somebody says otherwise. */
export async function readModelSettings(tx: TenantRead): Promise<ModelSettings> {
  const [settings]: ModelSettings[] = await tx.sql`SELECT retention, keep_days AS "keepDays" FROM model_settings WHERE tenant_id = ${tx.tenantId}`;
  return settings ?? { retention: 'usage', keepDays: usualKeepDays };
}
