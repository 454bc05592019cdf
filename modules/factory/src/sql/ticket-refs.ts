import type { TenantRead } from '@lime/db';

/** The ids of tickets by their names, such as `AL-12`; those that were deleted, too. */
export async function findIdsByRef(tx: TenantRead, refs: string[]): Promise<Map<string, bigint>> {
  const rows: { ref: string; id: bigint }[] = await tx.sql`
    SELECT r.ref, t.id FROM jsonb_array_elements_text(${refs}::jsonb) AS r (ref)
    JOIN projects p ON p.tenant_id = ${tx.tenantId} AND p.key = split_part(r.ref, '-', 1)
    JOIN tickets t ON t.tenant_id = p.tenant_id AND t.project_id = p.id AND t.number = split_part(r.ref, '-', 2)::int`;
  return new Map(rows.map(({ ref, id }) => [ref, id]));
}
