import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

/** A row as Bun reads it: every column, in snake case. */
export type EntityRow = Record<string, unknown> & { id: bigint; version: number };

/** Values by column. Names come from an entity's definition, never from a request. */
export type ColumnValues = Record<string, unknown>;

/** `archived`: those that were put away, or the others; null where the table knows no such thing. */
export type RowsWanted = { where: ColumnValues; archived: boolean | null; page: PageWanted };

/** Rows in the order in which they were made, one more than the page holds; a null in `where` asks for the rows without one. */
export async function readEntityRows(tx: TenantRead, table: string, { where, archived, page }: RowsWanted): Promise<EntityRow[]> {
  const wanted = Object.entries(where);
  const away = archived === null ? '' : `AND archived_at IS ${archived ? 'NOT NULL' : 'NULL'} `;
  const conditions = away + wanted.map(([column], index) => `AND ${column} IS NOT DISTINCT FROM $${index + 4}`).join(' ');
  return await tx.sql.unsafe(`SELECT * FROM ${table} WHERE tenant_id = $1 AND ($2::bigint IS NULL OR id > $2) ${conditions} ORDER BY id LIMIT $3`, [tx.tenantId, page.cursor, page.limit + 1, ...wanted.map(([, value]) => value)]);
}

export async function readEntityRow(tx: TenantRead, table: string, id: bigint): Promise<EntityRow | null> {
  const [row]: EntityRow[] = await tx.sql.unsafe(`SELECT * FROM ${table} WHERE tenant_id = $1 AND id = $2`, [tx.tenantId, id]);
  return row ?? null;
}

/** The values go as one JSON document, which Postgres turns into the types of the table's columns. */
export async function insertEntityRow(tx: TenantTx, table: string, values: ColumnValues): Promise<EntityRow> {
  const columns = Object.keys(values).join(', ');
  const [row]: EntityRow[] = await tx.sql.unsafe(`INSERT INTO ${table} (tenant_id, ${columns}) SELECT $1, ${columns} FROM jsonb_populate_record(NULL::lime.${table}, $2::text::jsonb) RETURNING *`, [tx.tenantId, JSON.stringify(values)]);
  if (!row) throw new Error(`no row came into ${table}`);
  return row;
}

/** Null when there is no such row in this version. */
export async function updateEntityRow(tx: TenantTx, table: string, { id, version, values }: { id: bigint; version: number; values: ColumnValues }): Promise<EntityRow | null> {
  const columns = Object.keys(values);
  const set = columns.length === 0 ? '' : `(${columns.join(', ')}) = (SELECT ${columns.map((column) => `v.${column}`).join(', ')} FROM jsonb_populate_record(NULL::lime.${table}, $4::text::jsonb) v), `;
  const [row]: EntityRow[] = await tx.sql.unsafe(
    `UPDATE ${table} SET ${set}version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING *`,
    [tx.tenantId, id, version, ...(columns.length === 0 ? [] : [JSON.stringify(values)])],
  );
  return row ?? null;
}

/** Null when there is no such row, in this version where one is named. */
export async function deleteEntityRow(tx: TenantTx, table: string, { id, version }: { id: bigint; version: number | null }): Promise<EntityRow | null> {
  const [row]: EntityRow[] = await tx.sql.unsafe(`DELETE FROM ${table} WHERE tenant_id = $1 AND id = $2 AND ($3::int IS NULL OR version = $3) RETURNING *`, [tx.tenantId, id, version]);
  return row ?? null;
}

/** Puts a row away, or brings it back. Null when there is none that is where it is taken from, in this version where one is named. */
export async function archiveEntityRow(tx: TenantTx, table: string, { id, version, away }: { id: bigint; version: number | null; away: boolean }): Promise<EntityRow | null> {
  const [row]: EntityRow[] = await tx.sql.unsafe(
    `UPDATE ${table} SET archived_at = ${away ? 'now()' : 'NULL'}, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND ($3::int IS NULL OR version = $3) AND archived_at IS ${away ? 'NULL' : 'NOT NULL'} RETURNING *`,
    [tx.tenantId, id, version],
  );
  return row ?? null;
}
