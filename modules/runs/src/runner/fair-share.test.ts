import { afterEach, beforeEach, expect, test } from 'bun:test';
import { WorkflowSpec } from '@lime/contracts';
import { startRun } from '../commands/start-run.ts';
import { actAsRunner, agentStep } from '../testing/act-as-runner.ts';
import { actAsSharedRunner, type Held } from '../testing/act-as-shared-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { setLimit } from './concurrency-limits.ts';
import { listRunners } from './runner-tokens.ts';
import { revokeSharedRunnerToken } from './shared-runner-tokens.ts';

let engine: TestEngine;
beforeEach(async () => {
  engine = await openTestEngine();
});
afterEach(() => engine.close());

type Tenant = { tenantId: bigint; userId: bigint };
const single = WorkflowSpec.parse({ key: 'single', title: 'Single', steps: [{ id: 'work', ...agentStep }] });
const fan = (limit: number) => WorkflowSpec.parse({ key: 'fan', title: 'Fan', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit, step: { id: 'work', ...agentStep } }] });

const inTenant = <T>(tenantId: bigint, work: Parameters<typeof engine.ctx.db.tenant<T>>[1]) => engine.ctx.db.tenant(tenantId, work);
const start = ({ tenantId, userId }: Tenant, spec = single, input = {}) => inTenant(tenantId, (tx) => startRun(engine.ctx, tx, { actor: { userId, name: 'Ada' }, spec, title: 'A run', input }));

/** Agent steps of the tenant in this status. */
async function count({ tenantId }: Tenant, status: string): Promise<number> {
  const [row]: { count: number }[] = await inTenant(tenantId, (tx) => tx.sql`SELECT count(*)::int AS count FROM run_steps WHERE kind = 'agent' AND status = ${status}`);
  return row?.count ?? 0;
}

/** Resolves once the tenant has so many steps in the queue; looks again at each announcement. */
async function queued(tenant: Tenant, steps: number): Promise<void> {
  for (;;) {
    const { promise: announced, resolve } = Promise.withResolvers<void>();
    const stop = engine.ctx.announcer.listen(() => resolve());
    try {
      if ((await count(tenant, 'queued')) >= steps) return;
      await Promise.race([announced, Bun.sleep(1000)]);
    } finally {
      stop();
    }
  }
}

async function fill(tenant: Tenant, steps: number): Promise<void> {
  await start(tenant, fan(100), { items: Array.from({ length: steps }, (_, index) => index) });
  await queued(tenant, steps);
}

test('two tenants with 5 steps each are not behind one with 200: they have their share of every claim', async () => {
  const [big, small, other] = [engine, await engine.addTenant(), await engine.addTenant()];
  await fill(big, 200);
  for (const tenant of [small, other]) await fill(tenant, 5);
  const runner = await actAsSharedRunner(engine, { capacity: 4 });
  const held: Held[] = [];
  const order: bigint[] = [];
  for (;;) {
    const step = await runner.claim();
    if (step) {
      held.push(step);
      order.push(step.tenantId);
    } else {
      expect(held.length).toBe(4);
      const first = held.shift();
      if (first) await runner.finish(first);
    }
    if ((await count(small, 'succeeded')) + (await count(other, 'succeeded')) === 10) break;
  }
  // Of the first 15 claims each tenant has a third, whoever came first and however many wait.
  const shares = [big, small, other].map((tenant) => order.slice(0, 15).filter((id) => id === tenant.tenantId).length);
  expect(shares).toEqual([5, 5, 5]);
}, 60_000);

test('with room for one step, tenants take turns though none has any in flight when the next is chosen', async () => {
  const [big, small] = [engine, await engine.addTenant()];
  await fill(big, 20);
  await fill(small, 3);
  const runner = await actAsSharedRunner(engine, { capacity: 1 });
  const order: bigint[] = [];
  while (order.length < 6) {
    const step = await runner.claim();
    if (!step) throw new Error('there was nothing to claim');
    order.push(step.tenantId);
    await runner.finish(step);
  }
  expect(order).toEqual([big, small, big, small, big, small].map((tenant) => tenant.tenantId));
});

test("20 runners, own and shared, that claim at once keep every tenant's limits, give no step out twice, and share the room", async () => {
  const tenants = [engine, await engine.addTenant(), await engine.addTenant()];
  const limits = [3, 2, 50];
  await Promise.all(tenants.map(async (tenant, index) => {
    await inTenant(tenant.tenantId, (tx) => setLimit(engine.ctx, tx, { userId: tenant.userId, name: 'Ada' }, { scope: 'tenant', max: limits[index] ?? 1 }));
    await fill(tenant, 30);
  }));
  const most = [0, 0, 0];
  const steps = new Set<string>();
  let done = 0;
  const claimUntilDone = async <H extends object>({ claim, finish }: { claim(): Promise<H | null>; finish(held: H): Promise<unknown> }, stepOf: (held: H) => string) => {
    while (done < 90) {
      const step = await claim();
      if (!step) continue;
      expect(steps.has(stepOf(step))).toBe(false);
      steps.add(stepOf(step));
      for (const [index, tenant] of tenants.entries()) most[index] = Math.max(most[index] ?? 0, await count(tenant, 'running'));
      expect(await finish(step)).toEqual({ kind: 'finished' });
      done += 1;
    }
  };
  // The first tenant has runners of its own as well: both kinds count against its limit.
  const own = Array.from({ length: 6 }, async () => claimUntilDone(await actAsRunner(engine, { capacity: 1 }), ({ stepId }) => stepId));
  const shared = Array.from({ length: 14 }, async () => claimUntilDone(await actAsSharedRunner(engine, { capacity: 1 }), ({ assignment }) => assignment.stepId));
  await Promise.all([...own, ...shared]);
  expect(done).toBe(90);
  // How many were seen at once is up to chance; more than the limit is not.
  for (const [index, seen] of most.entries()) expect(seen).toBeWithin(1, Math.min(limits[index] ?? 0, 20) + 1);
}, 60_000);

test('a shared runner gets no more than its capacity over all tenants, also when it claims many times at once', async () => {
  const other = await engine.addTenant();
  await fill(engine, 10);
  await fill(other, 10);
  const runner = await actAsSharedRunner(engine, { capacity: 1 });
  for (let round = 0; round < 8; round += 1) {
    const claims = await Promise.all(Array.from({ length: 20 }, () => runner.claim()));
    const got = claims.filter((claim) => claim !== null);
    expect(got).toHaveLength(1);
    for (const claim of got) await runner.finish(claim);
  }
});

test("a shared runner is given a step only when it has all the labels that it asks for", async () => {
  const labelled = WorkflowSpec.parse({ key: 'l', title: 'L', steps: [{ id: 'work', ...agentStep, with: { ...agentStep.with, labels: ['gpu', 'eu'] } }] });
  await start(engine, labelled);
  await queued(engine, 1);
  const plain = [await actAsSharedRunner(engine), await actAsSharedRunner(engine, { labels: ['gpu'] })];
  for (const runner of plain) expect(await runner.claim()).toBeNull();
  expect(await (await actAsSharedRunner(engine, { labels: ['eu', 'fast', 'gpu'] })).claim()).not.toBeNull();
});

test.each<[string, (tenant: Tenant) => Promise<unknown>]>([
  ['its own limit', (tenant) => inTenant(tenant.tenantId, (tx) => setLimit(engine.ctx, tx, { userId: tenant.userId, name: 'Ada' }, { scope: 'tenant', max: 1 }))],
  ["its provider's limit", (tenant) => inTenant(tenant.tenantId, (tx) => setLimit(engine.ctx, tx, { userId: tenant.userId, name: 'Ada' }, { scope: 'provider:recipe', max: 1 }))],
])('a tenant that is held back by %s holds nobody else back', async (_, limit) => {
  const [held, other] = [engine, await engine.addTenant()];
  await limit(held);
  await fill(held, 5);
  await fill(other, 2);
  const runner = await actAsSharedRunner(engine);
  const claims = [await runner.claim(), await runner.claim(), await runner.claim(), await runner.claim()];
  expect(claims.map((claim) => claim?.tenantId ?? null)).toEqual([held.tenantId, other.tenantId, other.tenantId, null]);
});

test('nor does a map that may have no more items at once', async () => {
  const [held, other] = [engine, await engine.addTenant()];
  await start(held, fan(1), { items: [1, 2, 3] });
  await queued(held, 3);
  await fill(other, 2);
  const runner = await actAsSharedRunner(engine);
  const claims = [await runner.claim(), await runner.claim(), await runner.claim(), await runner.claim()];
  expect(claims.map((claim) => claim?.tenantId ?? null)).toEqual([held.tenantId, other.tenantId, other.tenantId, null]);
});

test("a tenant's own runner serves it beside the shared ones, and takes nothing off its turn", async () => {
  const [mine, other] = [engine, await engine.addTenant()];
  await fill(mine, 10);
  await fill(other, 10);
  const own = await actAsRunner(engine);
  for (let claims = 0; claims < 5; claims += 1) expect(await own.claim()).not.toBeNull();
  const runner = await actAsSharedRunner(engine);
  const order = [await runner.claim(), await runner.claim(), await runner.claim(), await runner.claim()];
  expect(order.map((claim) => claim?.tenantId)).toEqual([mine, other, mine, other].map((tenant) => tenant.tenantId));
  expect(await count(other, 'running')).toBe(2);
});

test('what a shared runner keeps for later steps is named apart for each tenant, and alike for the same', async () => {
  const other = await engine.addTenant();
  await fill(engine, 2);
  await fill(other, 1);
  const runner = await actAsSharedRunner(engine);
  const claims = [await runner.claim(), await runner.claim(), await runner.claim()];
  const scopes = new Map(claims.map((claim) => [claim?.assignment.cacheScope, claim?.tenantId]));
  expect([...scopes.values()].toSorted()).toEqual([engine.tenantId, other.tenantId].toSorted());
  for (const scope of scopes.keys()) expect(scope).toMatch(/^[0-9a-f-]{36}$/);
});

test('tenants see a shared runner and how busy it is, and nothing of whose work it has', async () => {
  const other = await engine.addTenant();
  await fill(other, 3);
  const runner = await actAsSharedRunner(engine, { capacity: 8, labels: ['big'] });
  await runner.claim();
  await runner.claim();
  const [seen] = await engine.in((tx) => listRunners(tx));
  expect(seen).toEqual({ id: String(runner.id), name: 'shared', labels: ['big'], providers: ['recipe'], capacity: 8, busy: 2, online: true, shared: true, lastSeenAt: expect.any(String) });
  expect(await engine.in((tx) => tx.sql`SELECT 1 FROM run_steps WHERE shared_runner_id IS NOT NULL`)).toHaveLength(0);
});

test('when a shared token is revoked, what its runners had in hand goes to others', async () => {
  const runId = await engine.start(single);
  await engine.reaches(runId, ({ run }) => run.waitingOn === 'runner');
  const [doomed, next] = [await actAsSharedRunner(engine), await actAsSharedRunner(engine)];
  const step = await doomed.claim();
  const [row]: { id: bigint }[] = await engine.ctx.db.engine((tx) => tx.sql`SELECT token_id AS id FROM shared_runners WHERE id = ${doomed.id}`);
  await revokeSharedRunnerToken(engine.ctx, row?.id ?? 0n);
  await engine.reaches(runId, (detail) => detail.steps[0]?.status === 'queued');
  const again = await next.claim();
  expect([again?.assignment.runId, again?.assignment.attempt]).toEqual([String(runId), 2]);
  expect(step && (await doomed.finish(step))).toEqual({ kind: 'lease_lost' });
  expect(again && (await next.finish(again))).toEqual({ kind: 'finished' });
  const detail = await engine.reaches(runId, ({ run }) => run.endedAt !== null);
  expect([detail.run.status, detail.steps[0]?.runnerName]).toEqual(['succeeded', 'shared']);
});
