import type { ModelSettings } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

/** What the tenant keeps of its agents' talk with models; the numbers alone until somebody says otherwise. */
export async function readModelSettings(tx: TenantRead): Promise<ModelSettings> {
  const [settings]: ModelSettings[] = await tx.sql`SELECT retention FROM model_settings WHERE tenant_id = ${tx.tenantId}`;
  return { retention: settings?.retention ?? 'usage' };
}
