import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody, Project, RunDetail } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { over, runReaches } from '../testing/run-reaches.ts';

let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;

beforeAll(async () => {
  app = await openTestApp();
  admin = await app.addTenant('egress');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const allow = (egress: unknown) => admin.call('PATCH', `/projects/${admin.projectId}`, { egress });
const start = (body: object) => admin.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command' }, ...body });
const problemOf = async (answer: Response) => ProblemBody.parse(await answer.json());

test('nothing may be reached until the project says so; what it says stands in the audit log', async () => {
  await start({});
  expect((await runner.next()).work.egress).toEqual([]);
  expect(Project.parse(await (await allow(['Example.org:443', '*.npmjs.org', 'internal:8080', 'registries'])).json()).egress).toEqual(['example.org', '*.npmjs.org', 'internal:8080', 'registries']);
  const [row]: { payload: unknown }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT payload FROM audit_log WHERE action = 'project.update' ORDER BY id DESC LIMIT 1`);
  expect(row?.payload).toMatchObject({ egress: ['example.org', '*.npmjs.org', 'internal:8080', 'registries'] });
});

test('a run gets what the project allows, or the part of it that it asks for, frozen as it started', async () => {
  await allow(['*.npmjs.org', 'example.org:8443']);
  const run = RunDetail.shape.run.parse(await (await start({})).json());
  await allow([]);
  const { work } = await runner.next();
  expect(work.egress).toEqual(['*.npmjs.org', 'example.org:8443']);
  expect(RunDetail.parse(await (await admin.call('GET', `/agent-runs/${run.id}`)).json()).input['egress']).toEqual(['*.npmjs.org', 'example.org:8443']);
  await allow(['*.npmjs.org']);
  await start({ egress: ['registry.npmjs.org', '*.deep.npmjs.org'] });
  expect((await runner.next()).work.egress).toEqual(['registry.npmjs.org', '*.deep.npmjs.org']);
  await start({ egress: [] });
  expect((await runner.next()).work.egress).toEqual([]);
});

test('a run that goes on with one that was narrowed is as narrow, until it asks for more', async () => {
  await allow(['*.npmjs.org', 'example.org']);
  const first = RunDetail.shape.run.parse(await (await start({ egress: ['example.org', 'registry.npmjs.org'] })).json());
  await runner.fail(await runner.next(), 'agent_failed');
  await runReaches(app, admin, first.id, over);
  await allow(['*.npmjs.org', 'new.example.org']);
  const goOn = (body: object) => admin.call('POST', '/agent-runs', { from: { runId: first.id, as: 'continuation' }, ...body });
  await goOn({});
  expect((await runner.next()).work.egress).toEqual(['registry.npmjs.org']);
  await goOn({ egress: ['new.example.org'] });
  expect((await runner.next()).work.egress).toEqual(['new.example.org']);
});

test.each(['npmjs.org', 'evil.org', 'registry.npmjs.org:8443', '*.org', 'registries', 'xnpmjs.org'])('a run that asks for %s beyond "*.npmjs.org" is refused by name', async (host) => {
  await allow(['*.npmjs.org']);
  const problem = await problemOf(await start({ egress: ['a.npmjs.org', host] }));
  expect([problem.status, problem.code, problem.detail]).toEqual([422, 'egress_not_allowed', expect.stringContaining(`"${host}"`)]);
});

test.each(['https://example.org', 'example.org/path', '*', 'a b', 'example.org:0', 'example.org:70000', '**.org', '-a.org', ''])('%s is no host', async (host) => {
  expect(await problemOf(await allow([host]))).toMatchObject({ status: 422, code: 'invalid_body', details: { fields: [{ path: 'egress.0' }] } });
});

test('the labels that a run asks for stand in its work', async () => {
  await start({ labels: ['gpu'] });
  expect((await runner.next()).work.labels).toEqual(['gpu']);
});

test('a run for labels that no runner has waits, and says which and what would free it; a runner with them takes it up', async () => {
  const run = RunDetail.shape.run.parse(await (await start({ labels: ['gpu', 'arm'] })).json());
  const { why } = await runReaches(app, admin, run.id, ({ run: seen }) => seen.waitingOn === 'runner');
  expect(why).toMatchObject({ waitsFor: 'a runner with the provider recipe and the labels gpu, arm; played lacks arm', whoseMove: 'you', whatFreesIt: 'Start a runner with them: lime runner --label gpu --label arm' });
  await start({ title: 'No labels' });
  expect((await runner.next()).work.title).toBe('No labels');
  const other = await playRunner(app, admin, { name: 'board', labels: ['arm', 'gpu'] });
  expect((await other.next()).runId).toBe(run.id);
});
