import { afterAll, beforeAll, expect, test } from 'bun:test';
import { CostPage, ProblemBody, TicketCard } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let admin: Admin;
let other: Admin;
let runs: { first: bigint; failed: bigint; second: bigint; child: bigint };
let tickets: [bigint, bigint];

beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  [admin, other] = [await app.addTenant('costs'), await app.addTenant('others')];
  await addRows();
});
afterAll(() => app.close());

const cents = 10_000;

/** Two tickets: one with a failed and an accepted run, one with a run that has a child and no accepted change. */
async function addRows(): Promise<void> {
  tickets = [await addTicket('Rename'), await addTicket('Split')];
  const [one, two] = tickets;
  runs = { first: await addRun(one, null), failed: await addRun(one, null), second: await addRun(two, null), child: 0n };
  runs.child = await addRun(null, runs.second);
  await charge(runs.first, 'claude', 'sonnet', 30 * cents, '2026-03-01T10:00:00Z');
  await charge(runs.first, 'claude', 'haiku', 5 * cents + 1, '2026-03-02T10:00:00Z');
  await charge(runs.failed, 'codex', 'gpt', 10 * cents, '2026-03-02T23:59:59Z');
  await charge(runs.second, 'claude', 'sonnet', 7 * cents, '2026-03-03T00:00:00Z');
  await charge(runs.child, 'claude', 'sonnet', 2 * cents, '2026-03-03T00:00:00Z');
  await charge(runs.second, 'claude', 'sonnet', 99 * cents, '2026-04-01T00:00:00Z');
  await accept(runs.first, '2026-03-02T12:00:00Z');
}

const within = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> => app.parts.db.tenant(admin.tenantId, work);
const idOf = async (rows: Promise<{ id: bigint }[]>) => (await rows)[0]?.id ?? 0n;

async function addTicket(title: string): Promise<bigint> {
  return BigInt(TicketCard.parse(await (await admin.call('POST', `/projects/${admin.projectId}/tickets`, { title })).json()).id);
}
function addRun(ticketId: bigint | null, root: bigint | null): Promise<bigint> {
  return within(async (tx) => {
    const id = await idOf(tx.sql`
    INSERT INTO runs (tenant_id, project_id, ticket_id, parent_run_id, budget_run_id, workflow, title, spec, input, status, ended_at)
    VALUES (${admin.tenantId}, ${ticketId === null ? null : admin.projectId}, ${ticketId}, ${root}, ${root}, 'w', 'A run', '{}'::jsonb, '{}'::jsonb, 'failed', now()) RETURNING id`);
    await tx.sql`UPDATE tickets SET latest_run_id = ${id} WHERE id = ${ticketId}`;
    return id;
  });
}
async function charge(runId: bigint, provider: string, model: string, micros: number, at: string): Promise<void> {
  await within(async (tx) => {
    const step = await idOf(tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, provider) VALUES (${admin.tenantId}, ${runId}, ${crypto.randomUUID()}, 's', 'agent', 0, 'succeeded', ${provider}) RETURNING id`);
    await tx.sql`INSERT INTO usage_records (tenant_id, project_id, run_id, step_id, model, input_tokens, output_tokens, cost_micros, at) VALUES (${admin.tenantId}, ${admin.projectId}, ${runId}, ${step}, ${model}, 100, 10, ${micros}, ${new Date(at)})`;
    await tx.sql`UPDATE runs SET cost_micros = cost_micros + ${micros} WHERE id = ${runId}`;
  });
}
async function accept(runId: bigint, at: string): Promise<void> {
  await within(async (tx) => {
    const step = await idOf(tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${admin.tenantId}, ${runId}, 'review', 's', 'gate', 1, 'succeeded') RETURNING id`);
    const artifact = await idOf(tx.sql`INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256) VALUES (${admin.tenantId}, ${runId}, ${step}, 'diff', 'd', 'text/x-diff', 1, ${'0'.repeat(64)}) RETURNING id`);
    await tx.sql`INSERT INTO gates (tenant_id, run_id, step_id, artifact_id, sha256, question, policy, status, expires_at) VALUES (${admin.tenantId}, ${runId}, ${step}, ${artifact}, ${'0'.repeat(64)}, 'q', '{}'::jsonb, 'approved', now())`;
    await tx.sql`INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request, status, updated_at) VALUES (${admin.tenantId}, ${runId}, ${step}, 'git.push', ${`k${runId}`}, '{}'::jsonb, 'applied', ${new Date(at)})`;
  });
}

const march = 'from=2026-03-01&to=2026-04-01';
const costs = async (query: string, as = admin) => CostPage.parse(await (await as.call('GET', `/costs?${query}`)).json());
const shown = ({ items }: CostPage) => items.map((item) => [item.key, item.costCents]);

test('costs by day are those of UTC, newest first, rounded up to the cent, with their sum', async () => {
  const page = await costs(`by=day&${march}`);
  expect(shown(page)).toEqual([['2026-03-03', 9], ['2026-03-02', 16], ['2026-03-01', 30]]);
  expect(page.total).toEqual({ costCents: 55, costMicros: 54 * cents + 1, inputTokens: 500, outputTokens: 50, records: 5 });
});

test('costs by model, provider, run, ticket and project, the dearest first', async () => {
  expect(shown(await costs(`by=model&${march}`))).toEqual([['sonnet', 39], ['gpt', 10], ['haiku', 6]]);
  expect(shown(await costs(`by=provider&${march}`))).toEqual([['claude', 45], ['codex', 10]]);
  expect(shown(await costs(`by=run&${march}`))).toEqual([[String(runs.first), 36], [String(runs.failed), 10], [String(runs.second), 7], [String(runs.child), 2]]);
  const byTicket = await costs(`by=ticket&${march}`);
  expect(byTicket.items.map((item) => [item.key, item.label, item.costCents])).toEqual([[String(tickets[0]), 'AL-1 Rename', 46], [String(tickets[1]), 'AL-2 Split', 9]]);
  expect((await costs(`by=project&${march}`)).items.map((item) => [item.label, item.costCents])).toEqual([['AL costs', 55]]);
});

test('an accepted change has cost what all runs of its ticket have', async () => {
  expect((await costs(march)).accepted).toEqual({ changes: 1, costCents: 46, perChangeCents: 46 });
  expect((await costs('from=2026-03-03&to=2026-04-01')).accepted).toEqual({ changes: 0, costCents: 0, perChangeCents: null });
});

test('pages follow each other without a hole or a repeat', async () => {
  const keys: (string | null)[] = [];
  let cursor = '';
  do {
    const page = await costs(`by=run&${march}&limit=1${cursor}`);
    keys.push(...page.items.map((item) => item.key));
    cursor = page.next === null ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');
  expect(keys).toEqual([runs.first, runs.failed, runs.second, runs.child].map(String));
});

test("another tenant's costs are not told, and another project's not counted", async () => {
  expect(await costs(`by=run&${march}`, other)).toMatchObject({ items: [], total: { costMicros: 0 } });
  expect((await costs(`by=run&${march}&projectId=999999`)).items).toEqual([]);
});

test('a ticket shows what it has cost', async () => {
  expect(TicketCard.parse(await (await admin.call('GET', `/tickets/${tickets[0]}`)).json()).costCents).toBe(46);
});

test.each(['by=moon', 'from=yesterday', 'from=2026-04-01&to=2026-03-01', 'limit=0', 'cursor=nonsense', 'projectId=x'])('%s is refused with what is wrong', async (query) => {
  const answer = await admin.call('GET', `/costs?${query}`);
  expect([answer.status, ProblemBody.parse(await answer.json()).code]).toEqual([422, 'invalid_query']);
});
