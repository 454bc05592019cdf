import { parseId, type Problem, ProblemError, refuse, versionConflict } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import type { Asked, Versioned } from './route.ts';

/** What the caller has read: one of these versions. `by`: where the request says so, which decides how a newer one is refused. */
export type VersionsSaid = { versions: number[]; by: 'header' | 'body' };

/** A row of this table, by the id in the path; nobody else changes it until the transaction ends. */
export function versionIn(table: string, what: string): Versioned {
  return { what, find: (tx, asked) => readVersion(tx, asked, `${table} WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`) };
}

/** The same for work that compares `read` when it writes, and takes its locks in an order of its own. */
export function comparedVersionIn(table: string, what: string): Versioned {
  return { what, find: (tx, asked) => readVersion(tx, asked, `${table} WHERE tenant_id = $1 AND id = $2`) };
}

async function readVersion(tx: TenantTx, { params }: Asked, from: string): Promise<number | null> {
  const id = parseId(params['id'] ?? '');
  if (id === null) return null;
  const [row]: { version: number }[] = await tx.sql.unsafe(`SELECT version FROM ${from}`, [tx.tenantId, id]);
  return row?.version ?? null;
}

/**
 * Does work on what is still as the caller has read it; `read` is that version, null where the request does not say one.
 * A newer one is `version_conflict`, with the version that there is: 412 by header (RFC 9110 §13.1.1), 409 by body.
 */
export async function holdTo<T>(tx: TenantTx, versioned: Versioned | undefined, asked: Asked, said: VersionsSaid | null, work: (read: number | null) => Promise<T>): Promise<T> {
  if (versioned === undefined) return work(null);
  const conflict = (version: number | null) => refuse({ ...versionConflict(versioned.what), status: said?.by === 'header' ? 412 : 409, details: { version } });
  const version = said && (await versioned.find(tx, asked));
  if (said && version !== null && !said.versions.includes(version)) conflict(version);
  try {
    return await work(said && (version ?? said.versions[0] ?? null));
  } catch (error) {
    // Somebody came between the look and the write.
    if (error instanceof ProblemError && error.problem.code === 'version_conflict') conflict(await versioned.find(tx, asked));
    throw error;
  }
}

/** Whoever says `If-Match` relies on it: what has no version cannot be held to one. */
export const noVersion: Problem = { status: 412, code: 'no_version', title: 'It has no version', detail: 'What this request changes has no ETag, so that If-Match cannot be kept. Send the request without it.' };
