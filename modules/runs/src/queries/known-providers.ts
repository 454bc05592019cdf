import type { TenantRead } from '@lime/db';

/** The providers that the tenant's runners have, of those whose tokens still hold; null while there is no runner at all. */
export async function knownProviders(tx: TenantRead): Promise<string[] | null> {
  const rows: { provider: string | null }[] = await tx.sql`
    SELECT DISTINCT p.value AS provider FROM runners n JOIN runner_tokens t ON t.tenant_id = n.tenant_id AND t.id = n.token_id LEFT JOIN LATERAL jsonb_array_elements_text(n.providers) p ON true
    WHERE n.tenant_id = ${tx.tenantId} AND t.revoked_at IS NULL ORDER BY 1`;
  return rows.length === 0 ? null : rows.flatMap(({ provider }) => provider ?? []);
}
