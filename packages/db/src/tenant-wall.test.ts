import { afterAll, beforeAll, expect, test } from 'bun:test';
import { SQL } from 'bun';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
let owner: SQL;
let tables: string[];
/** Two tenants with one row each in every table that has a tenant. */
const [one, other] = [101n, 202n];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new SQL({ url: database.url, max: 1, bigint: true, connection: { search_path: 'lime' } });
  const rows: { table_name: string }[] = await owner`SELECT table_name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id' ORDER BY 1`;
  tables = rows.map((row) => row.table_name);
  await dropChecks();
  await owner.unsafe(`SET session_replication_role = replica; INSERT INTO tenants (id, name, slug) VALUES (${one}, 'One', 'one'), (${other}, 'Other', 'other')`);
  for (const table of tables) for (const tenantId of [one, other]) await insertAnyRow(table, tenantId);
  await owner.unsafe('SET session_replication_role = origin');
});
afterAll(async () => {
  await owner.close();
  await database.drop();
});

/** A row that satisfies types; what checks and foreign keys ask for is no matter here. */
async function insertAnyRow(table: string, tenantId: bigint): Promise<void> {
  const columns: { column_name: string; data_type: string }[] = await owner`
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'lime' AND table_name = ${table} AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' AND column_name <> 'tenant_id'`;
  const anyOf = (type: string) => (type === 'jsonb' ? `'{"provider": "x"}'` : type === 'bytea' ? `'${table}${tenantId}'` : /^timestamp|^date/.test(type) ? 'now()' : type === 'text' ? `'${tenantId}'` : '1');
  await owner.unsafe(`INSERT INTO ${table} (${['tenant_id', ...columns.map((column) => column.column_name)].join(', ')}) VALUES (${[String(tenantId), ...columns.map((column) => anyOf(column.data_type))].join(', ')})`);
}

async function dropChecks(): Promise<void> {
  const checks: { statement: string }[] = await owner`SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS statement FROM pg_constraint WHERE contype = 'c' AND connamespace = 'lime'::regnamespace AND conislocal AND coninhcount = 0 AND conrelid <> 0`;
  for (const { statement } of checks) await owner.unsafe(statement);
}

const countIn = async (table: string, tenantId: bigint): Promise<number> => {
  const rows: { count: number }[] = await database.db.tenant(tenantId, (tx) => tx.sql.unsafe(`SELECT count(*)::int AS count FROM ${table}`));
  return rows[0]?.count ?? -1;
};
const failure = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => String(error));

test('there are tables to look at', () => {
  expect(tables.length).toBeGreaterThan(20);
  expect(tables).toContain('runs');
});

test('every table of tenants has row-level security that its owner cannot pass by, and a policy for each role', async () => {
  const rows: { relname: string; forced: boolean; policies: string[] }[] = await owner`
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced, (SELECT array_agg(p.polname::text ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
    FROM pg_class c WHERE c.relnamespace = 'lime'::regnamespace AND c.relname = ANY(SELECT table_name FROM information_schema.columns WHERE table_schema = 'lime' AND column_name = 'tenant_id') AND c.relkind IN ('r', 'p')`;
  expect(rows.map((row) => row.relname).toSorted()).toEqual(tables);
  for (const row of rows) expect([row.relname, row.forced, [...row.policies]]).toEqual([row.relname, true, ['engine_view', 'tenant_wall']]);
});

test('the roles of the application cannot log in, own nothing, and do not bypass the wall', async () => {
  const rows: { rolname: string; strong: boolean; owns: boolean }[] = await owner`
    SELECT rolname::text, rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS strong, EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid) AS owns
    FROM pg_roles r WHERE rolname IN ('lime_app', 'lime_engine') ORDER BY 1`;
  expect([...rows]).toEqual([{ rolname: 'lime_app', strong: false, owns: false }, { rolname: 'lime_engine', strong: false, owns: false }]);
});

test('a tenant sees its own rows and no others, in every table', async () => {
  for (const table of tables) expect([table, await countIn(table, one)]).toEqual([table, 1]);
});

test('a query without a tenant sees nothing and writes nothing', async () => {
  const app = new SQL({ url: database.url, max: 1, connection: { role: 'lime_app', search_path: 'lime' } });
  for (const table of tables) {
    const rows: { count: number }[] = await app.unsafe(`SELECT count(*)::int AS count FROM ${table}`);
    expect([table, rows[0]?.count]).toEqual([table, 0]);
  }
  expect(await failure(app`INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${String(one)}, 'sneaked', 1)`)).toContain('row-level security');
  await app.close();
});

test("another tenant's rows cannot be changed, taken, removed or written", async () => {
  const attempts: [string, (sql: { unsafe(text: string): Promise<unknown> }) => Promise<unknown>][] = tables.flatMap((table) => [
    [`UPDATE ${table}`, (sql) => sql.unsafe(`UPDATE ${table} SET tenant_id = ${one} WHERE tenant_id = ${other}`)],
    [`DELETE ${table}`, (sql) => sql.unsafe(`DELETE FROM ${table} WHERE tenant_id = ${other}`)],
  ]);
  for (const [what, attempt] of attempts) {
    const outcome = await failure(database.db.tenant(one, async (tx) => {
      const result = await attempt(tx.sql);
      if (result && typeof result === 'object' && 'count' in result && result.count !== 0) throw new Error('rows were touched');
    }));
    expect([what, outcome]).toEqual([what, expect.stringMatching(/^done$|permission denied/)]);
  }
  for (const table of tables) expect([table, await countIn(table, other)]).toEqual([table, 1]);
  const given = failure(database.db.tenant(one, (tx) => tx.sql`INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${other}, 'given', 1)`));
  expect(await given).toContain('row-level security');
});

test('the engine role reads what sweeps need, and can write no more than leases and alarms', async () => {
  const rows: { table_name: string; privilege_type: string; column_name: string }[] = await owner`
    SELECT table_name, privilege_type, column_name FROM information_schema.column_privileges WHERE grantee = 'lime_engine' AND table_schema = 'lime' AND privilege_type IN ('INSERT', 'UPDATE') AND table_name NOT IN ('tenants', 'people', 'github_sign_ins') AND table_name NOT LIKE 'shared%' ORDER BY 1, 3`;
  expect(rows.map((row) => `${row.privilege_type} ${row.table_name}.${row.column_name}`)).toEqual(['UPDATE model_calls.lease_expires_at', 'UPDATE run_steps.due_at', 'UPDATE run_steps.lease_expires_at', 'UPDATE runs.lease_expires_at']);
  for (const secret of ['input FROM runs', 'input FROM run_steps', 'claim_hash FROM run_steps', 'value_enc FROM env_vars', 'key FROM env_vars', 'scopes FROM api_keys', 'role_ids FROM invitations']) expect(await failure(database.db.engine((tx) => tx.sql.unsafe(`SELECT ${secret}`)))).toContain('permission denied');
});

test('of shared runners a tenant sees what they can do, and of their tokens whether they hold', async () => {
  await owner`WITH token AS (INSERT INTO shared_runner_tokens (name, token_hash) VALUES ('t', 'hash') RETURNING id)
    INSERT INTO shared_runners (token_id, name, labels, providers, recipes, capacity) SELECT id, 'big', '[]', '[]', '[]', 1 FROM token`;
  const asTenant = (statement: string) => failure(database.db.tenant(one, (tx) => tx.sql.unsafe(statement)));
  for (const allowed of ['SELECT * FROM shared_runners', 'SELECT revoked_at FROM shared_runner_tokens', 'SELECT * FROM shared_runner_load()', 'UPDATE shared_runners SET last_seen_at = now()']) expect([allowed, await asTenant(allowed)]).toEqual([allowed, 'done']);
  const refused = ['SELECT token_hash FROM shared_runner_tokens', "INSERT INTO shared_runner_tokens (name, token_hash) VALUES ('x', 'x')", 'UPDATE shared_runner_tokens SET revoked_at = NULL', "UPDATE shared_runners SET name = 'mine'", 'DELETE FROM shared_runners'];
  for (const attempt of refused) expect([attempt, await asTenant(attempt)]).toEqual([attempt, expect.stringContaining('permission denied')]);
});

test('a transaction leaves no tenant behind on its connection', async () => {
  const { db } = database;
  await Promise.all(Array.from({ length: 20 }, (_, index) => db.tenant(index % 2 === 0 ? one : other, (tx) => tx.sql`SELECT 1`)));
  await failure(db.tenant(one, async () => Promise.reject(new Error('rolled back'))));
  const seen = await Promise.all(Array.from({ length: 20 }, (_, index) => {
    const tenantId = index % 2 === 0 ? one : other;
    return db.tenant(tenantId, async (tx) => {
      const rows: { tenant: bigint }[] = await tx.sql`SELECT current_tenant() AS tenant`;
      return rows[0]?.tenant === tenantId;
    });
  }));
  expect(seen).not.toContain(false);
});

test('reads that share a transaction never see another tenant, and one that fails takes no other with it', async () => {
  const { db } = database;
  const read = (tenantId: bigint) => db.read(tenantId, async (tx) => {
    const rows: { tenant_id: bigint; tenant: bigint }[] = await tx.sql`SELECT tenant_id, current_tenant() AS tenant FROM runs`;
    return rows.map((row) => `${row.tenant_id} ${row.tenant}`).join();
  });
  for (let round = 0; round < 10; round += 1) {
    const outcomes = await Promise.all(Array.from({ length: 90 }, (_, index) => {
      if (index % 3 === 2) return failure(db.read(one, (tx) => tx.sql`SELECT 1 / 0`)).then((text) => (text.includes('division') ? 'failed' : text));
      return read(index % 3 === 0 ? one : other);
    }));
    const expected = outcomes.map((_, index) => (index % 3 === 2 ? 'failed' : index % 3 === 0 ? `${one} ${one}` : `${other} ${other}`));
    expect(outcomes).toEqual(expected);
  }
});

test('a read sees what was committed before it began, also in a shared transaction, and cannot write', async () => {
  const { db } = database;
  const readers = Array.from({ length: 20 }, async (_, index) => {
    await db.tenant(one, (tx) => tx.sql`INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${one}, ${`n${index}`}, 1)`);
    const rows: unknown[] = await db.read(one, (tx) => tx.sql`SELECT 1 FROM concurrency_limits WHERE scope = ${`n${index}`}`);
    return rows.length;
  });
  expect(await Promise.all(readers)).toEqual(Array.from({ length: 20 }, () => 1));
  expect(await failure(db.read(one, (tx) => tx.sql`DELETE FROM tickets`))).toContain('read-only');
});
