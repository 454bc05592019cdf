import type { SQL } from 'bun';

export type Column = { name: string; type: string; nullable: boolean; default: string | null; generated: boolean };
export type Key = { kind: 'primary' | 'unique' | 'foreign' | 'check'; definition: string; columns: string[] };
export type Table = { name: string; comment: string | null; walled: boolean; columns: Column[]; keys: Key[]; indexes: string[] };

const kinds: Record<string, Key['kind']> = { p: 'primary', u: 'unique', f: 'foreign', c: 'check' };

/** The tables as they stand in a database that has every migration, by name. */
export async function readTables(sql: SQL): Promise<Table[]> {
  const tables: { oid: number; name: string; comment: string | null; walled: boolean }[] = await sql`
    SELECT oid::int, relname::text AS name, obj_description(oid, 'pg_class') AS comment, relforcerowsecurity AS walled
    FROM pg_class WHERE relnamespace = 'lime'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname`;
  return Promise.all(tables.map(async ({ oid, ...table }) => ({ ...table, columns: await readColumns(sql, oid), keys: await readKeys(sql, oid), indexes: await readIndexes(sql, oid) })));
}

async function readColumns(sql: SQL, oid: number): Promise<Column[]> {
  return await sql`
    SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable, a.attgenerated <> '' AS generated,
      CASE WHEN a.attidentity <> '' THEN 'identity' ELSE pg_get_expr(d.adbin, d.adrelid) END AS default
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ${oid} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;
}

async function readKeys(sql: SQL, oid: number): Promise<Key[]> {
  const rows: { kind: string; definition: string; columns: string[] }[] = await sql`
    SELECT contype::text AS kind, pg_get_constraintdef(oid) AS definition, ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)) AS columns
    FROM pg_constraint WHERE conrelid = ${oid} AND contype IN ('p', 'u', 'f', 'c') ORDER BY contype, conname`;
  return rows.flatMap(({ kind, definition, columns }) => {
    const known = kinds[kind];
    return known ? [{ kind: known, definition, columns: [...columns] }] : [];
  });
}

/** Those that no key has made. */
async function readIndexes(sql: SQL, oid: number): Promise<string[]> {
  const rows: { definition: string }[] = await sql`
    SELECT regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX \\S+ ON \\S+ USING ', '\\1') AS definition FROM pg_index i
    WHERE i.indrelid = ${oid} AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u')) ORDER BY i.indexrelid::regclass::text`;
  return rows.map(({ definition }) => definition);
}
