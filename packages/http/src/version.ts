import { parseId, type Problem, refuse, versionConflict } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import type { Asked, Versioned } from './route.ts';

/** A row of this table, by the id in the path. */
export function versionIn(table: string, what: string): Versioned {
  return {
    what,
    lock: async (tx, { params }) => {
      const id = parseId(params['id'] ?? '');
      if (id === null) return null;
      const [row]: { version: number }[] = await tx.sql.unsafe(`SELECT version FROM ${table} WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`, [tx.tenantId, id]);
      return row?.version ?? null;
    },
  };
}

/** Refuses a change to another version than the caller has read: 409 `version_conflict`, with the one that there is. */
export async function requireVersion(tx: TenantTx, { what, lock }: Versioned, asked: Asked, read: number): Promise<void> {
  const version = await lock(tx, asked);
  if (version !== null && version !== read) refuse({ ...versionConflict(what), details: { version } });
}

/** Whoever says `If-Match` relies on it: what has no version cannot be held to one. */
export const noVersion: Problem = { status: 412, code: 'no_version', title: 'It has no version', detail: 'What this request changes has no ETag, so that If-Match cannot be kept. Send the request without it.' };
