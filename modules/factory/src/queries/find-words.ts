import type { TenantRead, Db } from '@lime/db';

/** What is found is taken from the newest of so many. */
const mostFound = 200;
/** A word that many tickets have is found among so many of the newest, sooner than by the index of all words. */
const newest = 5000;

/**
 * The newest tickets with words that begin like these, in title or description. The engine finds ids alone, by an index
 * that row-level security would not let a tenant use; who asks reads the rows as their tenant. Two kinds of words are
 * quick for two reasons: frequent ones stand in the newest tickets, rare ones have few entries in the index.
 */
export async function findByWords(db: Pick<Db, 'engine'>, { tenantId }: Pick<TenantRead, 'tenantId'>, text: string, projectId: bigint | null): Promise<bigint[]> {
  const query = queryFor(tenantId, text);
  if (query === null) return [];
  return db.engine(async ({ sql }) => {
    const recent: { id: bigint }[] = await sql`
      SELECT id FROM (SELECT id, search, project_id FROM tickets WHERE tenant_id = ${tenantId} AND deleted_at IS NULL ORDER BY id DESC LIMIT ${newest}) t
      WHERE search @@ ${query}::tsquery AND (${projectId}::bigint IS NULL OR project_id = ${projectId}) LIMIT ${mostFound}`;
    if (recent.length === mostFound) return recent.map((row) => row.id);
    const all: { id: bigint }[] = await sql`
      SELECT id FROM tickets WHERE tenant_id = ${tenantId} AND search @@ ${query}::tsquery AND deleted_at IS NULL AND (${projectId}::bigint IS NULL OR project_id = ${projectId})
      ORDER BY id DESC LIMIT ${mostFound}`;
    return all.map((row) => row.id);
  });
}

/** The same words as the index has, each as a beginning; null without any. Only letters and digits come through. */
function queryFor(tenantId: bigint, text: string): string | null {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu)?.slice(0, 10) ?? [];
  if (words.length === 0) return null;
  return [`'\u0001${tenantId}'`, ...words.map((word) => `'${word}':*`)].join(' & ');
}
