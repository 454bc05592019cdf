import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { readCodeDiffs, toCodeDiffView } from './read-code-diffs.ts';

let database: TestDatabase;
let tenantId: bigint;
beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = await database.addTenant();
});
afterAll(() => database.drop());

const wanted = { page: { cursor: null, limit: 10 }, repositoryId: null, runId: null, ticketId: null, projectId: null };

test('a change of several repositories is told of as one of each, with what is its own', async () => {
  const input = { repository: { url: 'https://hub.example/shop.git', repositoryId: '5', folder: 'shop' }, others: [{ url: 'https://other.example/lib.git', folder: 'lib' }] };
  const place = (folder: string, baseSha: string) => ({ folder, baseSha, targetRef: 'refs/heads/main', changed: true });
  const output = { summary: 'Both.', baseSha: 'a', targetRef: 'refs/heads/main', repositories: [place('shop', 'a'), place('lib', 'b')] };
  const stats = { filesChanged: 2, insertions: 3, deletions: 1, files: [] };
  await database.db.tenant(tenantId, async (tx) => {
    const [run]: { id: bigint }[] = await tx.sql`INSERT INTO runs (tenant_id, workflow, title, spec, input) VALUES (${tenantId}, 'w', 'w', '{}'::jsonb, ${input}::jsonb) RETURNING id`;
    const [step]: { id: bigint }[] = await tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, output) VALUES (${tenantId}, ${run?.id}, 's', 's', 'agent', 0, 'succeeded', ${output}::jsonb) RETURNING id`;
    for (const [kind, folder] of [['repository_diff', 'shop'], ['repository_diff', 'lib'], ['diff', null], ['broken_diff', null]] as const) {
      await tx.sql`INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256, metadata) VALUES (${tenantId}, ${run?.id}, ${step?.id}, ${kind}, 'd', 'text/x-diff', 1, ${'0'.repeat(64)}, ${{ ...stats, ...(folder && { folder }) }}::jsonb)`;
    }
    await tx.sql`INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request, status) VALUES (${tenantId}, ${run?.id}, ${step?.id}, 'git.push', 'k', ${{ branch: 'al/implement/1', sha: 'c', folder: 'lib' }}::jsonb, 'applied')`;
  });
  const all = (await database.db.read(tenantId, (tx) => readCodeDiffs(tx, wanted))).map(toCodeDiffView);
  expect(all).toMatchObject([
    { repositoryId: null, repository: 'https://other.example/lib.git', baseSha: 'b', baseRef: 'main', headRef: 'al/implement/1', headSha: 'c', summary: 'Both.', stats: { filesChanged: 2, insertions: 3, deletions: 1 } },
    { repositoryId: '5', repository: 'https://hub.example/shop.git', baseSha: 'a', baseRef: 'main', headRef: null, headSha: null },
  ]);
  expect((await database.db.read(tenantId, (tx) => readCodeDiffs(tx, { ...wanted, repositoryId: 5n }))).length).toBe(1);
  expect(await database.db.read(await database.addTenant(), (tx) => readCodeDiffs(tx, wanted))).toEqual([]);
});
