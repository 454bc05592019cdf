import type { RecipeSummary } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

/** The recipes that the tenant's runners and the shared ones have said they can follow; empty while none has registered. */
export async function knownRecipes(tx: TenantRead): Promise<RecipeSummary[]> {
  const rows: { recipe: RecipeSummary }[] = await tx.sql`
    SELECT DISTINCT ON (r.recipe->>'name') r.recipe
    FROM (
      SELECT n.recipes, n.last_seen_at FROM runners n JOIN runner_tokens t ON t.tenant_id = n.tenant_id AND t.id = n.token_id WHERE n.tenant_id = ${tx.tenantId} AND t.revoked_at IS NULL
      UNION ALL
      SELECT n.recipes, n.last_seen_at FROM shared_runners n JOIN shared_runner_tokens t ON t.id = n.token_id WHERE t.revoked_at IS NULL) n, jsonb_array_elements(n.recipes) AS r (recipe)
    ORDER BY r.recipe->>'name', n.last_seen_at DESC`;
  return rows.map((row) => row.recipe);
}
