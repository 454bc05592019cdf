import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AgentMode, ProblemBody, RunDetail, RunPage, RunSummary, type TicketCard } from '@lime/contracts';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

let app: TestApp;
let admin: Admin;
let ids: SampleIds;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  admin = await app.addTenant('runs');
  ids = await addSampleRows(app, admin, 'sample');
});
afterAll(() => app.close());

const recipe = { name: 'sample' };
const away = { url: 'https://example.org/r.git' };
const ask = async (body: object) => {
  const answer = await admin.call('POST', '/agent-runs', { projectId: String(admin.projectId), recipe, repository: away, ...body });
  return { status: answer.status, body: await answer.json() };
};
const start = async (wanted: object) => {
  const { status, body } = await ask(wanted);
  expect([status, ProblemBody.safeParse(body).data]).toEqual([201, undefined]);
  return RunSummary.parse(body);
};
const list = async (query: string) => RunPage.parse(await (await admin.call('GET', `/agent-runs?${query}`)).json());
const fieldsOf = (body: unknown) => (ProblemBody.parse(body).details as { fields?: { path: string }[] } | undefined)?.fields?.map(({ path }) => path);

test('a run says who does it, how, what was asked for and what came of it', async () => {
  const run = await start({ prompt: 'Totals lose a cent\n\nAdding 0.1 and 0.2 must give 0.3.', timeBudgetSec: 90 });
  expect(run).toMatchObject({ provider: 'recipe', mode: 'implement', title: 'Totals lose a cent', prompt: 'Totals lose a cent\n\nAdding 0.1 and 0.2 must give 0.3.', summary: null });
  const ticket = await (await admin.call('GET', `/tickets/${run.ticketId}`)).json() as TicketCard;
  expect([ticket.title, ticket.description]).toEqual(['Totals lose a cent', 'Adding 0.1 and 0.2 must give 0.3.']);
  expect(RunDetail.parse(await (await admin.call('GET', `/agent-runs/${run.id}`)).json()).input).toMatchObject({ limits: { timeoutSeconds: 90 } });
  await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`
    INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, output)
    SELECT ${admin.tenantId}, ${BigInt(run.id)}, key, key, 'agent', 0, 'succeeded', jsonb_build_object('summary', said) FROM (VALUES ('implement', 'Counted wrong.'), ('bugfix_1', 'Counts in cents now.')) v (key, said)`);
  expect((await list(`ticketId=${run.ticketId}`)).items).toEqual([expect.objectContaining({ id: run.id, summary: 'Counts in cents now.' })]);
});

test('a prompt is title and description: of a long first line too, and never beside them', async () => {
  const line = 'x'.repeat(400);
  expect(await start({ prompt: line })).toMatchObject({ title: `${'x'.repeat(299)}…`, prompt: expect.stringContaining(line) });
  for (const other of [{ title: 't' }, { description: 'd' }, { ticketId: String(ids['tickets']) }]) {
    const { status, body } = await ask({ prompt: 'p', ...other });
    expect([status, fieldsOf(body)]).toEqual([422, ['prompt']]);
  }
  expect(fieldsOf((await ask({ prompt: 'p', timeBudgetSec: 3601 })).body)).toEqual(['timeBudgetSec']);
});

test('runs are found by who does them, how, where and how they stand', async () => {
  const repositoryId = String(ids['repositories']);
  const [change, plan, gone] = [await start({ title: 'change' }), await start({ title: 'plan', mode: 'bugfix' }), await start({ title: 'gone' })];
  await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`UPDATE runs SET status = 'cancelled', ended_at = now() WHERE tenant_id = ${admin.tenantId} AND id = ${BigInt(gone.id)}`);
  const own = [change, plan, gone].map(({ id }) => id);
  const found = async (query: string) => (await list(`limit=200&${query}`)).items.map(({ id }) => id).filter((id) => own.includes(id)).toReversed();
  expect(await found('provider=recipe')).toEqual(own);
  expect(await found('provider=claude')).toEqual([]);
  expect(await found('provider=recipe&mode=bugfix')).toEqual([plan.id]);
  expect(await found('mode=implement')).toEqual([change.id, gone.id]);
  expect(await found('mode=implement&status=cancelled')).toEqual([gone.id]);
  expect(await found(`projectId=${admin.projectId}&mode=bugfix`)).toEqual([plan.id]);
  for (const mode of AgentMode.options) expect((await list(`mode=${mode}`)).items.every((run) => run.mode === mode)).toBe(true);
  const { body } = await ask({ title: 'there', repository: undefined, repositories: [away, { repositoryId }] });
  const there = RunSummary.parse(body);
  expect((await list(`repositoryId=${repositoryId}`)).items.map(({ id }) => id)).toEqual([there.id]);
  expect((await admin.call('GET', '/agent-runs?provider=nobody')).status).toBe(422);
});
