import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { clean } from './clean.ts';
import { readRetention, usualRetention } from './retention.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const sha = 'a'.repeat(40);
const idOf = async (rows: Promise<{ id: bigint }[]>): Promise<bigint> => (await rows)[0]?.id ?? 0n;
const count = async (tenantId: bigint, table: string): Promise<number> => {
  const [row]: { count: number }[] = await database.db.tenant(tenantId, (tx) => tx.sql.unsafe(`SELECT count(*)::int AS count FROM ${table} WHERE tenant_id = ${tenantId}`));
  return row?.count ?? 0;
};

/** A project with a repository; answers their ids. */
async function addProject(tx: TenantTx): Promise<{ project: bigint; repository: bigint }> {
  const { tenantId } = tx;
  const project = await idOf(tx.sql`INSERT INTO projects (tenant_id, key, name) VALUES (${tenantId}, 'AL', 'A') RETURNING id`);
  const connector = await idOf(tx.sql`INSERT INTO connectors (tenant_id, provider, auth_type, name, url) VALUES (${tenantId}, 'git', 'none', 'c', 'https://git.example') RETURNING id`);
  const repository = await idOf(tx.sql`INSERT INTO repositories (tenant_id, connector_id, provider, owner, name, full_name, clone_url, default_branch) VALUES (${tenantId}, ${connector}, 'github', 'o', 'r', 'o/r', 'https://git.example/o/r.git', 'main') RETURNING id`);
  return { project, repository };
}
const addPipeline = (tx: TenantTx, repository: bigint, name: string, archivedDays: number | null) =>
  idOf(tx.sql`INSERT INTO build_pipelines (tenant_id, repository_id, provider, name, archived_at) VALUES (${tx.tenantId}, ${repository}, 'github_actions', ${name}, now() - make_interval(days => ${archivedDays}::int)) RETURNING id`);
const addTarget = (tx: TenantTx, project: bigint, name: string, archivedDays: number | null) =>
  idOf(tx.sql`INSERT INTO deployment_targets (tenant_id, project_id, name, config, gate, archived_at) VALUES (${tx.tenantId}, ${project}, ${name}, '{"provider": "k8s"}'::jsonb, '{}'::jsonb, now() - make_interval(days => ${archivedDays}::int)) RETURNING id`);
const addSet = (tx: TenantTx, type: string, id: bigint) => tx.sql`INSERT INTO env_var_sets (tenant_id, scope_type, scope_id, name) VALUES (${tx.tenantId}, ${type}, ${id}, 'v')`;

async function addDeployment(tx: TenantTx, project: bigint, { target, days, status = 'succeeded' }: { target: bigint; days: number; status?: 'succeeded' | 'waiting' }): Promise<void> {
  const [ended, waitingOn] = status === 'waiting' ? [null, 'gate'] : [new Date(), null];
  const run = await idOf(tx.sql`INSERT INTO runs (tenant_id, project_id, workflow, title, spec, input, status, waiting_on, ended_at) VALUES (${tx.tenantId}, ${project}, 'w', 't', '{"key": "w", "title": "W", "steps": []}'::jsonb, '{}'::jsonb, ${status}, ${waitingOn}, ${ended}) RETURNING id`);
  await tx.sql`INSERT INTO deployments (tenant_id, target_id, target, project_id, provider, run_id, created_at) VALUES (${tx.tenantId}, ${target}, 't', ${project}, 'k8s', ${run}, now() - make_interval(days => ${days}))`;
}

test('what pipelines and checks did goes after its time, and what is newer stays', async () => {
  const tenantId = await database.addTenant();
  await database.db.tenant(tenantId, async (tx) => {
    const { repository } = await addProject(tx);
    const pipeline = await addPipeline(tx, repository, 'CI', null);
    for (const [index, days] of [181, 179].entries()) {
      await tx.sql`INSERT INTO pipeline_runs (tenant_id, pipeline_id, repository_id, external_run_id, status, url, head_sha, head_ref, provider_updated_at, created_at) VALUES (${tenantId}, ${pipeline}, ${repository}, ${String(index)}, 'completed', 'u', ${sha}, 'main', now(), now() - make_interval(days => ${days}))`;
      await tx.sql`INSERT INTO pull_request_checks (tenant_id, repository_id, head_sha, name, state, told_at) VALUES (${tenantId}, ${repository}, ${sha}, ${String(index)}, 'passed', now() - make_interval(days => ${days}))`;
    }
  });
  await clean(database.db, usualRetention);
  expect([await count(tenantId, 'pipeline_runs'), await count(tenantId, 'pull_request_checks')]).toEqual([1, 1]);
  await clean(database.db, { ...usualRetention, pipelineRuns: 30 });
  expect([await count(tenantId, 'pipeline_runs'), await count(tenantId, 'pull_request_checks')]).toEqual([0, 0]);
});

test('old deployments go, but none that is under way, nor those among which a rollback looks', async () => {
  const tenantId = await database.addTenant();
  await database.db.tenant(tenantId, async (tx) => {
    const { project } = await addProject(tx);
    const [busy, quiet] = [await addTarget(tx, project, 'busy', null), await addTarget(tx, project, 'quiet', null)];
    await addDeployment(tx, project, { target: busy, days: 800, status: 'waiting' });
    for (let index = 0; index < 103; index += 1) await addDeployment(tx, project, { target: busy, days: 800 });
    await addDeployment(tx, project, { target: quiet, days: 800 });
  });
  await clean(database.db, usualRetention);
  // The one that waits, the newest hundred, and the only one of the other.
  expect(await count(tenantId, 'deployments')).toBe(102);
});

test('what was deleted keeps its variables for 30 days, and its row for as long as something names it', async () => {
  const tenantId = await database.addTenant();
  await database.db.tenant(tenantId, async (tx) => {
    const { project, repository } = await addProject(tx);
    const ids = { lately: await addTarget(tx, project, 'lately', 29), used: await addTarget(tx, project, 'used', 31), unused: await addTarget(tx, project, 'unused', 31) };
    await addDeployment(tx, project, { target: ids.used, days: 1 });
    for (const id of Object.values(ids)) await addSet(tx, 'deployment_target', id);
    for (const days of [null, 29, 31]) await addSet(tx, 'pipeline', await addPipeline(tx, repository, `p${days}`, days));
  });
  await clean(database.db, usualRetention);
  const names: { name: string }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT name FROM deployment_targets WHERE tenant_id = ${tenantId} UNION ALL SELECT name FROM build_pipelines WHERE tenant_id = ${tenantId} ORDER BY name`);
  expect(names.map(({ name }) => name)).toEqual(['lately', 'p29', 'pnull', 'used']);
  expect(await count(tenantId, 'env_var_sets')).toBe(3);
});

test.each([
  ['', usualRetention],
  ['hookRuns=7', { ...usualRetention, hookRuns: 7 }],
  [' deliveries = 3 , deployments=1,', { ...usualRetention, deliveries: 3, deployments: 1 }],
])('how long is kept is read of %p', (text, retention) => {
  expect(readRetention(text)).toEqual({ kind: 'ok', retention });
});

test.each(['runs=3', 'hookRuns', 'hookRuns=0', 'hookRuns=-1', 'hookRuns=3d', 'toString=3'])('%p is no such thing', (text) => {
  expect(readRetention(text)).toMatchObject({ kind: 'wrong', message: expect.stringContaining('deliveries, hookRuns, pipelineRuns, deployments') });
});
