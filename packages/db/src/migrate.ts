import { readdir, readFile } from 'node:fs/promises';
import { SQL } from 'bun';
import { sqlState } from './sqlstate.ts';

const migrationsDir = new URL('../migrations/', import.meta.url);

export type MigrateOutcome =
  | { kind: 'migrated'; applied: string[] }
  /** The database was written by a newer version: starting on it could lose data. */
  | { kind: 'newer'; unknown: string[] }
  | { kind: 'not_permitted'; message: string };

/**
 * Brings the database to this version: applies the numbered files that its journal lacks, each in
 * one transaction, under a lock that lets one server migrate at a time. `url` must be a superuser,
 * or a role with CREATEROLE that may create schemas in the database.
 */
export async function migrate(url: string): Promise<MigrateOutcome> {
  const files = (await readdir(migrationsDir)).filter((name) => name.endsWith('.sql')).toSorted();
  const sql = new SQL({ url, max: 1, bigint: true });
  try {
    await sql`SELECT pg_advisory_lock(76105)`;
    await sql.unsafe('CREATE SCHEMA IF NOT EXISTS lime; CREATE TABLE IF NOT EXISTS lime.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())');
    const rows: { name: string }[] = await sql`SELECT name FROM lime.migrations ORDER BY name`;
    const unknown = rows.map((row) => row.name).filter((name) => !files.includes(name));
    if (unknown.length > 0) return { kind: 'newer', unknown };
    const done = new Set(rows.map((row) => row.name));
    const pending = files.filter((name) => !done.has(name));
    for (const name of pending) await applyFile(sql, name);
    return { kind: 'migrated', applied: pending };
  } catch (error) {
    if (sqlState(error) === '42501') {
      return { kind: 'not_permitted', message: `The user of DATABASE_URL may not set up the database (${error instanceof Error ? error.message : ''}). Give it CREATEROLE and CREATE on the database: ALTER ROLE <user> CREATEROLE; GRANT CREATE ON DATABASE <database> TO <user>; and, where another installation on this Postgres has made them already: GRANT lime_app, lime_engine TO <user>;` };
    }
    throw error;
  } finally {
    await sql.close();
  }
}

async function applyFile(sql: SQL, name: string): Promise<void> {
  const text = await readFile(new URL(name, migrationsDir), 'utf8');
  await sql.begin(async (tx) => {
    await tx.unsafe(`SET LOCAL search_path = lime; ${text}`);
    await tx`INSERT INTO lime.migrations (name) VALUES (${name})`;
  });
}
