import type { RecipeSummary } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

/** The recipes that the tenant's runners have said they can follow; empty while none has registered. */
export async function knownRecipes(tx: TenantRead): Promise<RecipeSummary[]> {
  const rows: { recipe: RecipeSummary }[] = await tx.sql`
    SELECT DISTINCT ON (r.recipe->>'name') r.recipe
    FROM runners n JOIN runner_tokens t ON t.tenant_id = n.tenant_id AND t.id = n.token_id AND t.revoked_at IS NULL, jsonb_array_elements(n.recipes) AS r (recipe)
    WHERE n.tenant_id = ${tx.tenantId} ORDER BY r.recipe->>'name', n.last_seen_at DESC`;
  return rows.map((row) => row.recipe);
}
