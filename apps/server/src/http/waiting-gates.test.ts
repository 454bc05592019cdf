import { afterAll, beforeAll, expect, test } from 'bun:test';
import { GateWaiting, pageOf, RunDetail } from '@lime/contracts';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

const content = '0'.repeat(64);

let app: TestApp;
let admin: Admin;
let ids: SampleIds;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  admin = await app.addTenant('waits');
  ids = await addSampleRows(app, admin, 'sample');
});
afterAll(() => app.close());

const list = async (query = '') => pageOf(GateWaiting).parse(await (await admin.call('GET', `/gates${query}`)).json());
/** A run of its own with one open question. */
async function ask(policy: object, by: bigint | null = null): Promise<string> {
  return app.parts.db.tenant(admin.tenantId, async ({ sql, tenantId }) => {
    const [run]: { id: bigint }[] = await sql`INSERT INTO runs (tenant_id, project_id, workflow, title, spec, input, status, waiting_on, created_by) VALUES (${tenantId}, ${admin.projectId}, 'w', 'Asks', ${{ key: 'w', title: 'W', steps: [] }}::jsonb, '{}'::jsonb, 'waiting', 'gate', ${by}) RETURNING id`;
    const [step]: { id: bigint }[] = await sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${tenantId}, ${run?.id}, 's', 'S', 'gate', 0, 'waiting') RETURNING id`;
    const [gate]: { id: bigint }[] = await sql`
      INSERT INTO gates (tenant_id, run_id, step_id, artifact_id, sha256, question, policy, expires_at)
      VALUES (${tenantId}, ${run?.id}, ${step?.id}, ${ids['artifacts']}, ${content}, 'Apply?', ${{ approvals: 2, roles: [], authorMayApprove: true, ...policy }}::jsonb, now() + interval '1 day') RETURNING id`;
    return String(gate?.id);
  });
}

test('what waits for a person is what they may decide and have not yet, oldest first, page by page', async () => {
  const open = [String(ids['gates']), await ask({}), await ask({ roles: ['admin', 'qa'] }), await ask({ authorMayApprove: false }), await ask({}, admin.userId)];
  const others = [await ask({ roles: ['qa'] }), await ask({ authorMayApprove: false }, admin.userId)];
  expect((await list()).items.map(({ id }) => id)).toEqual(open);
  const first = await list('?limit=2');
  const second = await list(`?limit=2&cursor=${first.next}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(open.slice(0, 4));
  for (const { id, run, mayDecide } of (await list()).items) {
    const { gates } = RunDetail.parse(await (await admin.call('GET', `/agent-runs/${run.id}`)).json());
    expect([mayDecide, gates.find((gate) => gate.id === id)?.mayDecide]).toEqual([{ ok: true, reason: null }, { ok: true, reason: null }]);
  }
  const decided = await admin.call('POST', `/gates/${open[1]}/decision`, { decision: 'approve', sha256: content });
  expect(decided.status).toBe(200);
  expect((await list()).items.map(({ id }) => id)).toEqual(open.filter((id) => id !== open[1]));
  expect(others.length).toBe(2);
});

test('who may decide nothing has nothing to decide', async () => {
  const key = await (await admin.call('POST', '/api-keys', { name: 'reads' })).json() as { key: string };
  const answer = await fetch(`${app.origin}/api/v1/gates`, { headers: { authorization: `Bearer ${key.key}` } });
  expect(await answer.json()).toEqual({ items: [], next: null });
});
