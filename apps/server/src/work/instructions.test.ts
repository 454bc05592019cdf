import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Instruction, ProblemBody, RunDetail, RunSummary } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { over, runReaches } from '../testing/run-reaches.ts';

let app: TestApp;
let runner: PlayedRunner;
let admin: Admin;
beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('told');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const post = async (path: string, body: object) => {
  const answer = await admin.call('POST', path, body);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const tell = (body: object) => post('/custom-instructions', body);
const start = async (body: object) => RunSummary.parse(await post('/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, provider: 'claude', projectId: String(admin.projectId), maxCostCents: 5, ...body }));
const texts = (instructions: Instruction[] | null) => instructions?.map(({ source, text }) => `${source}: ${text}`);

test('an agent is told what is general first and what is particular last, for its kind and mode, and the run keeps it', async () => {
  const { id: ticketId } = (await post(`/projects/${admin.projectId}/tickets`, { title: 'T' })) as { id: string };
  await tell({ scopeType: 'ticket', scopeId: ticketId, contentMd: 'of the ticket' });
  await tell({ scopeType: 'project', scopeId: String(admin.projectId), contentMd: 'strong', priority: 1 });
  await tell({ scopeType: 'project', scopeId: String(admin.projectId), contentMd: 'weak', priority: 500 });
  const general = (await tell({ scopeType: 'tenant', contentMd: 'of all' })) as { id: string };
  await tell({ scopeType: 'tenant', contentMd: 'for plans', mode: 'plan' });
  await tell({ scopeType: 'tenant', contentMd: 'switched off', mode: 'implement', enabled: false });
  for (const provider of ['claude', 'any', 'codex']) await post('/default-agent-instructions', { provider, contentMd: `for ${provider}` });
  const run = await start({ ticketId });
  await admin.call('PATCH', `/custom-instructions/${general.id}`, { contentMd: 'changed later' });
  const { work } = await runner.next();
  expect(texts(work.instructions)).toEqual(['default: for any', 'default: for claude', 'tenant: of all', 'project: weak', 'project: strong', 'ticket: of the ticket']);
  expect(work.instructions?.[2]).toMatchObject({ id: general.id, version: 1 });
  expect(RunDetail.parse(await (await admin.call('GET', `/agent-runs/${run.id}`)).json()).input['instructions']).toEqual(work.instructions);
  await start({ recipe: { name: 'command' }, provider: 'recipe' });
  expect(texts((await runner.next()).work.instructions)).toEqual([]);
});

test('a plan that goes on to its tickets brings along what holds for implementing them', async () => {
  const run = await start({ mode: 'plan', implementAfter: true });
  expect(texts((await runner.next()).work.instructions)).toContain('tenant: for plans');
  const { input } = RunDetail.parse(await (await admin.call('GET', `/agent-runs/${run.id}`)).json());
  expect(input['implementing']).toMatchObject({ instructions: [{ text: 'for any' }, { text: 'for claude' }, { text: 'changed later' }, { text: 'weak' }, { text: 'strong' }] });
});

test('lists of tools and of paths only narrow one another, and a run that goes on is as narrow', async () => {
  await post('/default-agent-tools', { provider: 'any', allowedTools: ['read', 'edit', 'bash', 'grep'] });
  const own = (await post('/default-agent-tools', { provider: 'claude', allowedTools: ['edit'] })) as { id: string };
  await tell({ scopeType: 'project', scopeId: String(admin.projectId), contentMd: 'only here', priority: 2, allowedPaths: ['src/**'] });
  const run = await start({ tools: ['edit', 'shell'], allowedPaths: ['src/a/**'] });
  const step = await runner.next();
  expect([step.work.tools, step.work.allowedPaths]).toEqual([['read', 'edit'], [['src/**'], ['src/a/**']]]);
  await runner.fail(step, 'agent_failed');
  await runReaches(app, admin, run.id, over);
  await admin.call('DELETE', `/default-agent-tools/${own.id}`);
  await post('/agent-runs', { from: { runId: run.id, as: 'continuation' } });
  const again = await runner.next();
  expect([again.work.tools, again.work.allowedPaths]).toEqual([['read', 'edit'], [['src/**'], ['src/a/**']]]);
  await start({ provider: 'codex' });
  expect((await runner.next()).work.tools).toEqual(['read', 'grep', 'edit', 'bash']);
  const refused = await admin.call('POST', '/agent-runs', { provider: 'codex', projectId: String(admin.projectId), title: 'x', repository: { url: '/nowhere', ref: null }, tools: ['read'] });
  expect([refused.status, await refused.json()]).toEqual([422, expect.objectContaining({ code: 'tools_unfit', detail: expect.stringContaining('without "grep" and "bash"') })]);
});

test('more than a model could read is refused before anything is spent', async () => {
  for (const priority of [11, 12, 13, 14, 15, 16]) await tell({ scopeType: 'tenant', contentMd: 'x'.repeat(19_000), priority });
  const answer = await admin.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, provider: 'claude', projectId: String(admin.projectId) });
  expect([answer.status, ProblemBody.parse(await answer.json()).code]).toEqual([422, 'instructions_too_long']);
});
