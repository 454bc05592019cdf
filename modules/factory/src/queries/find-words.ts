import { type Db, sqlState } from '@lime/db';
import { createTurns } from './search-turns.ts';

/** What is found is taken from the newest of so many. */
const mostFound = 200;
/** A word that many tickets have is found among so many of the newest, sooner than by the index of all words. */
const newest = 10_000;
/** With so many of those, older ones are not looked for. */
const enough = 20;
/** A word that very many tickets have, and none of the newest: then what was found by then is the answer. */
const patienceMs = 500;

/** Finds the tickets of a tenant with words like these, of one project or all. 429 `searches_busy`. */
export type FindByWords = (db: Pick<Db, 'aside'>, tenantId: bigint, text: string, projectId: bigint | null) => Promise<bigint[]>;

export function createWordFinder(): FindByWords {
  const inTurn = createTurns();
  return async (db, tenantId, text, projectId) => {
    const query = queryFor(tenantId, text);
    return query === null ? [] : inTurn(tenantId, () => findNewest(db, tenantId, query, projectId));
  };
}

/**
 * The newest tickets with words that begin like these, in title or description. The engine finds ids alone, by an index
 * that row-level security would not let a tenant use; who asks reads the rows as their tenant. Two kinds of words are
 * quick for two reasons: frequent ones stand in the newest tickets, rare ones have few entries in the index.
 */
async function findNewest(db: Pick<Db, 'aside'>, tenantId: bigint, query: string, projectId: bigint | null): Promise<bigint[]> {
  const recent: { id: bigint }[] = await db.aside(({ sql }) => sql`
    SELECT id FROM (SELECT id, search, project_id FROM tickets WHERE tenant_id = ${tenantId} AND deleted_at IS NULL ORDER BY id DESC LIMIT ${newest}) t
    WHERE search @@ ${query}::tsquery AND (${projectId}::bigint IS NULL OR project_id = ${projectId}) LIMIT ${mostFound}`);
  const found = recent.length >= enough ? recent : ((await findInAll(db, tenantId, query, projectId)) ?? recent);
  return found.map((row) => row.id);
}

/** By the index of words, which the planner would not take for words that it overestimates. Null when it takes too long. */
async function findInAll(db: Pick<Db, 'aside'>, tenantId: bigint, query: string, projectId: bigint | null): Promise<{ id: bigint }[] | null> {
  try {
    return await db.aside(async ({ sql }) => {
      const [, rows] = await Promise.all([
        sql`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true), set_config('statement_timeout', ${String(patienceMs)}, true)`,
        sql<{ id: bigint }[]>`
          SELECT id FROM tickets WHERE tenant_id = ${tenantId} AND search @@ ${query}::tsquery AND deleted_at IS NULL AND (${projectId}::bigint IS NULL OR project_id = ${projectId})
          ORDER BY id + 0 DESC LIMIT ${mostFound}`,
      ]);
      return rows;
    });
  } catch (error) {
    return sqlState(error) === '57014' ? null : Promise.reject(error);
  }
}

/** The same words as the index has, each as a beginning; null without any. Only letters and digits come through. */
function queryFor(tenantId: bigint, text: string): string | null {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu)?.slice(0, 10) ?? [];
  if (words.length === 0) return null;
  return [`'\u0001${tenantId}'`, ...words.map((word) => `'${word}':*`)].join(' & ');
}
