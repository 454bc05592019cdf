import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => engine.close());

const spec = { key: 'waits', title: 'Waits', steps: [{ id: 'bell', kind: 'wait', for: { signal: 'bell', timeoutSeconds: 3600 } }] };

test('a waiting run whose wake-up was lost with its job is found and goes on', async () => {
  const runId = await engine.start(spec);
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'signal');
  await engine.in(async (tx) => {
    await tx.sql`UPDATE run_steps SET status = 'succeeded', due_at = NULL, ended_at = now() WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId}`;
    await tx.sql`UPDATE runs SET wake = true WHERE tenant_id = ${tx.tenantId} AND id = ${runId}`;
  });
  expect((await engine.reaches(runId, (detail) => detail.run.endedAt !== null)).run.status).toBe('succeeded');
}, 40_000);

test('looking for lost wake-ups reads an index, however many runs wait', async () => {
  const plan: { 'QUERY PLAN': string }[] = await engine.database.db.engine(async (tx) => {
    await tx.sql`SET LOCAL enable_seqscan = off`;
    return tx.sql`EXPLAIN SELECT tenant_id, id FROM runs WHERE wake AND lease_expires_at IS NULL AND status IN ('queued', 'running', 'waiting') ORDER BY id LIMIT 500`;
  });
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('runs_woken');
});
