import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { SQL } from 'bun';
import { migrate } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { defaultRoles } from './policy.ts';

const migrations = new URL('../../../packages/db/migrations/', import.meta.url);
/** What the roles of every tenant allowed before. */
const before: Record<string, string[]> = {
  admin: ['*'],
  pm: ['project.manage', 'board.write', 'run.start', 'run.cancel', 'gate.decide'],
  dev: ['board.write', 'run.start', 'run.cancel', 'gate.decide'],
  qa: ['board.write', 'gate.decide'],
};
let cluster: TestDatabase;
let sql: SQL;
const name = `upgrade_${crypto.randomUUID().replaceAll('-', '')}`;
const urlOf = (database: string) => Object.assign(new URL(cluster.url), { pathname: `/${database}` }).href;
beforeAll(async () => {
  cluster = await createTestDatabase();
  const owner = new SQL({ url: cluster.url, max: 1 });
  await owner.unsafe(`CREATE DATABASE ${name}`);
  await owner.close();
  sql = new SQL({ url: urlOf(name), max: 1, bigint: true });
});
afterAll(async () => {
  await sql.close();
  const owner = new SQL({ url: cluster.url, max: 1 });
  await owner.unsafe(`DROP DATABASE ${name} WITH (FORCE)`);
  await owner.close();
  await cluster.drop();
});

test('tenants of an older version have the roles that new ones start with, and those that they made themselves as they were', async () => {
  await sql.unsafe('CREATE SCHEMA lime; CREATE TABLE lime.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())');
  for (const file of readdirSync(migrations).toSorted().filter((one) => one < '0013')) {
    await sql.begin(async (tx) => {
      await tx.unsafe(`SET LOCAL search_path = lime; ${readFileSync(new URL(file, migrations), 'utf8')}`);
      await tx`INSERT INTO lime.migrations (name) VALUES (${file})`;
    });
  }
  await sql`INSERT INTO lime.tenants (id, name, slug) VALUES (1, 'Old', 'old')`;
  for (const [role, permissions] of Object.entries({ ...before, own: ['board.write'] })) await sql`INSERT INTO lime.roles (tenant_id, name, permissions) VALUES (1, ${role}, ${permissions}::jsonb)`;
  expect(await migrate(urlOf(name))).toMatchObject({ kind: 'migrated' });
  const rows: { name: string; permissions: string[]; builtin: boolean }[] = await sql`SELECT name, permissions, builtin FROM lime.roles`;
  const now = Object.fromEntries(rows.map((row) => [row.name, [row.permissions.toSorted(), row.builtin]]));
  const wanted = Object.fromEntries(Object.entries(defaultRoles).map(([role, { permissions }]) => [role, [permissions.toSorted(), true]]));
  expect(now).toEqual({ ...wanted, own: [['board.write'], false] });
});
