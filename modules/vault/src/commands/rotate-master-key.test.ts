import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '@lime/kernel';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import type { Keyring } from '../keys/keyring.ts';
import { openKeyring } from '../keys/open-keyring.ts';
import { seal, unseal } from '../envelopes/envelope.ts';
import { openScopeEnv } from '../queries/open-scope-env.ts';
import { readSecretsStatus } from '../queries/read-secrets-status.ts';
import { sealedColumns } from '../sql/sealed-columns.ts';
import { dropMasterKey } from './drop-master-key.ts';
import { createEnvVarSet } from './manage-env-var-sets.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { setEnvVar } from './set-env-var.ts';

const folder = mkdtempSync(join(tmpdir(), 'lime-rotation-'));
const actor = { userId: null, name: 'test' };
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const reopen = async (file: string): Promise<Keyring> => {
  const opened = await openKeyring({ setting: null, file: join(folder, file) });
  if (opened.kind === 'failed') throw new Error(opened.message);
  return opened.keyring;
};

/** A tenant with a project that has variables in one set. */
async function addTenant(keyring: Keyring, vars: number) {
  const tenantId = await database.addTenant();
  return database.db.tenant(tenantId, async (tx) => {
    const [project]: { id: bigint }[] = await tx.sql`INSERT INTO projects (tenant_id, key, name) VALUES (${tenantId}, 'AL', 'P') RETURNING id`;
    const projectId = project?.id ?? 0n;
    const setId = await createEnvVarSet(tx, actor, { scopeType: 'project', scopeId: String(projectId), name: 'default' });
    for (let index = 0; index < vars; index += 1) await setEnvVar(tx, keyring, actor, setId, { key: `KEY_${index}`, value: `value ${tenantId} ${index}`, isSecret: true });
    return { tenantId, projectId, setId };
  });
}
const valuesOf = ({ tenantId, projectId }: { tenantId: bigint; projectId: bigint }, keyring: Keyring) => database.db.read(tenantId, (tx) => openScopeEnv(tx, keyring, { type: 'project', id: projectId }));
const refusalOf = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof ProblemError ? error.problem.code : error));

test('every value of every tenant comes under the new key; only then may the old one go', async () => {
  const keyring = await reopen('all.json');
  const tenants = [await addTenant(keyring, 250), await addTenant(keyring, 3)];
  const old = keyring.keys[0].id;
  expect(await refusalOf(dropMasterKey(database.db, keyring, old))).toBe('key_in_use');
  const report = await rotateMasterKey(database.db, keyring);
  expect(report).toMatchObject({ rewrapped: 253, unreadable: 0, keys: [{ id: report.addedKey ?? '', sealsNew: true, values: 253 }, { id: old, sealsNew: false, values: 0 }] });
  await dropMasterKey(database.db, keyring, old);
  const [kept] = [await reopen('all.json')];
  expect(kept.keys.map((key) => key.id)).toEqual([report.addedKey ?? '']);
  for (const tenant of tenants) expect((await valuesOf(tenant, kept)).vars[2]).toEqual({ key: 'KEY_2', value: `value ${tenant.tenantId} 2`, isSecret: true });
  expect(await refusalOf(dropMasterKey(database.db, keyring, report.addedKey ?? ''))).toBe('key_in_use');
  await database.db.tenant(tenants[0]?.tenantId ?? 0n, (tx) => tx.sql`DELETE FROM env_var_sets`);
  await database.db.tenant(tenants[1]?.tenantId ?? 0n, (tx) => tx.sql`DELETE FROM env_var_sets`);
});

test('a power cut in the middle costs nothing: the next rotation goes on with the same key', async () => {
  const keyring = await reopen('cut.json');
  const tenant = await addTenant(keyring, 450);
  const old = keyring.keys[0].id;
  const program = `
    import { connect } from '@lime/db';
    import { openKeyring, rotateMasterKey } from '@lime/vault';
    const opened = await openKeyring({ setting: null, file: process.env.KEY_FILE });
    await rotateMasterKey(connect({ url: process.env.DATABASE }), opened.keyring);`;
  await database.db.tenant(tenant.tenantId, async (tx) => {
    // The last batch waits for this row.
    await tx.sql`SELECT id FROM env_vars ORDER BY id DESC LIMIT 1 FOR UPDATE`;
    const child = Bun.spawn([process.execPath, '-e', program], { cwd: join(import.meta.dir, '../..'), env: { ...process.env, KEY_FILE: join(folder, 'cut.json'), DATABASE: database.url }, stderr: 'inherit' });
    const ended = child.exited.then(() => true);
    let count = 0;
    while (count < 400) {
      const rows: { values: number }[] = await tx.sql`SELECT count(*)::int AS values FROM env_vars WHERE master_key <> ${old}`;
      count = rows[0]?.values ?? 0;
      if (await Promise.race([ended, Bun.sleep(10)])) throw new Error('the rotation has ended before it was killed');
    }
    child.kill('SIGKILL');
    await ended;
  });
  const after = await reopen('cut.json');
  expect((await readSecretsStatus(database.db, after)).keys.map((key) => key.values)).toEqual([400, 50]);
  expect((await valuesOf(tenant, after)).vars).toHaveLength(450);
  expect(await rotateMasterKey(database.db, after)).toMatchObject({ addedKey: null, rewrapped: 50, unreadable: 0, keys: [{ values: 450 }, { id: old, values: 0 }] });
  expect((await valuesOf(tenant, after)).problem).toBeNull();
  await database.db.tenant(tenant.tenantId, (tx) => tx.sql`DELETE FROM env_var_sets`);
}, 30_000);

test('the proof waits for what is just being sealed with the old key', async () => {
  const keyring = await reopen('late.json');
  const tenant = await addTenant(keyring, 1);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let sealed = () => {};
  const isSealed = new Promise<void>((resolve) => (sealed = resolve));
  const late = database.db.tenant(tenant.tenantId, async (tx) => {
    await setEnvVar(tx, keyring, actor, tenant.setId, { key: 'LATE', value: 'sealed late', isSecret: true });
    sealed();
    await held;
  });
  await isSealed;
  const rotation = rotateMasterKey(database.db, keyring);
  expect(await Promise.race([rotation, Bun.sleep(100).then(() => 'waits')])).toBe('waits');
  letGo();
  await late;
  expect(await rotation).toMatchObject({ rewrapped: 2, keys: [{ values: 2 }, { values: 0 }] });
  await database.db.tenant(tenant.tenantId, (tx) => tx.sql`DELETE FROM env_var_sets`);
});

test('whatever else holds envelopes comes under the new key as well: there is no such column that rotation does not know', async () => {
  const columns: { table_name: string; column_name: string }[] = await database.db.engine((tx) => tx.sql`
    SELECT c.relname AS table_name, a.attname AS column_name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'lime' AND c.relkind = 'r' AND a.attname LIKE '%\\_enc' AND NOT a.attisdropped ORDER BY 1, 2`);
  expect(columns).toEqual(sealedColumns.map(({ table, column }) => ({ table_name: table, column_name: column })).toSorted((a, b) => (a.table_name + a.column_name < b.table_name + b.column_name ? -1 : 1)));
  const keyring = await reopen('columns.json');
  const { tenantId } = await addTenant(keyring, 0);
  const placed = (column: string) => ({ tenantId, table: 'connectors', column, rowId: 1n });
  await database.db.tenant(tenantId, (tx) => tx.sql`
    INSERT INTO connectors (id, tenant_id, provider, auth_type, name, url, access_token_enc, refresh_token_enc)
    VALUES (1, ${tenantId}, 'github', 'oauth', 'n', 'u', ${seal(keyring, placed('access_token_enc'), 'access')}, ${seal(keyring, placed('refresh_token_enc'), 'refresh')})`);
  const [old] = keyring.keys;
  expect(await rotateMasterKey(database.db, keyring)).toMatchObject({ rewrapped: 2, unreadable: 0, keys: [{ values: 2 }, { id: old.id, values: 0 }] });
  await dropMasterKey(database.db, keyring, old.id);
  const [row]: { access_token_enc: Uint8Array; refresh_token_enc: Uint8Array }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT access_token_enc, refresh_token_enc FROM connectors`);
  expect(unseal(keyring, placed('access_token_enc'), row?.access_token_enc ?? new Uint8Array())).toEqual({ kind: 'opened', text: 'access' });
  expect(unseal(keyring, placed('refresh_token_enc'), row?.refresh_token_enc ?? new Uint8Array())).toEqual({ kind: 'opened', text: 'refresh' });
  expect(unseal(keyring, placed('access_token_enc'), row?.refresh_token_enc ?? new Uint8Array())).toEqual({ kind: 'altered' });
  await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE connectors SET status = 'revoked', revoked_at = now(), access_token_enc = NULL, refresh_token_enc = NULL`);
});

test('what cannot be opened is counted, keeps its key, and stops nothing else', async () => {
  const keyring = await reopen('moved.json');
  const tenant = await addTenant(keyring, 3);
  await database.db.tenant(tenant.tenantId, (tx) => tx.sql`UPDATE env_vars SET value_enc = (SELECT value_enc FROM env_vars WHERE key = 'KEY_0') WHERE key = 'KEY_1'`);
  expect((await valuesOf(tenant, keyring)).problem).toContain('KEY_1 is not as it was sealed');
  expect(await rotateMasterKey(database.db, keyring)).toMatchObject({ rewrapped: 2, unreadable: 1, keys: [{ values: 2 }, { values: 1 }] });
  expect((await valuesOf(tenant, await reopen('other.json'))).problem).toContain('which this server does not have');
  await database.db.tenant(tenant.tenantId, (tx) => tx.sql`DELETE FROM env_var_sets`);
});

test('keys of the environment are not the server’s to add or drop', async () => {
  const { keys } = await reopen('all.json');
  const keyring: Keyring = { source: 'environment', keys, replace: null };
  expect(await refusalOf(rotateMasterKey(database.db, keyring))).toBe('keys_from_environment');
  expect(await refusalOf(dropMasterKey(database.db, keyring, keys[0].id))).toBe('keys_from_environment');
});
