import type { TenantRead } from '@lime/db';

/** The providers that the tenant's runners and the shared ones have, of those whose tokens still hold; null while there is no runner at all. */
export async function knownProviders(tx: TenantRead): Promise<string[] | null> {
  const rows: { provider: string | null }[] = await tx.sql`
    SELECT DISTINCT p.value AS provider FROM (
      SELECT n.providers FROM runners n JOIN runner_tokens t ON t.tenant_id = n.tenant_id AND t.id = n.token_id WHERE n.tenant_id = ${tx.tenantId} AND t.revoked_at IS NULL
      UNION ALL
      SELECT n.providers FROM shared_runners n JOIN shared_runner_tokens t ON t.id = n.token_id WHERE t.revoked_at IS NULL) n
    LEFT JOIN LATERAL jsonb_array_elements_text(n.providers) p ON true ORDER BY 1`;
  return rows.length === 0 ? null : rows.flatMap(({ provider }) => provider ?? []);
}
