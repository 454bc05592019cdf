import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { buildPipelines, ConnectorView, CreatedWebhook, DeliveryView, EnvVarSet, pageOf, PipelineLog, PipelineRunView, ProblemBody, RepositoryView, RunSummary, TicketCard } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { over, runReaches } from '../testing/run-reaches.ts';

setDefaultTimeout(60_000);
let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let other: Admin;
let shop: RepositoryView;
let webhook: CreatedWebhook;
let hubId: number;

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1' } });
  [admin, other] = [await app.addTenant('acme'), await app.addTenant('rival')];
  const connector = await made(ConnectorView, '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  shop = await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: 'octo/shop' });
  await admin.call('POST', `/projects/${admin.projectId}/repositories`, { repositoryId: shop.id });
  webhook = await made(CreatedWebhook, '/webhooks', { provider: 'github', name: 'shop' });
  hubId = ((await hub.ask('GET', '/repos/octo/shop')) as { id: number }).id;
});
afterAll(async () => {
  await app.close();
  await hub.close();
});

async function made<T>(schema: { parse(value: unknown): T }, path: string, body?: unknown): Promise<T> {
  const said = await admin.call('POST', path, body);
  if (!said.ok) throw new Error(`${path}: ${said.status} ${await said.text()}`);
  return schema.parse(await said.json());
}
const read = async <T>(path: string, schema: { parse(value: unknown): T }, as = admin) => schema.parse(await (await as.call('GET', path)).json());
const problemOf = async (said: Promise<Response>): Promise<[number, string]> => [(await said).status, ProblemBody.parse(await (await said).json()).code];
const runs = async (query = '') => (await read(`/pipeline-runs${query}`, pageOf(PipelineRunView))).items;
const pipelines = async () => (await read('/build-pipelines', pageOf(buildPipelines.view))).items;

type Told = { id: number; name?: string; path?: string; status?: string; conclusion?: string | null; attempt?: number; at?: number };
const sha = 'a'.repeat(40);
const runOf = ({ id, name = 'CI', path = '.github/workflows/ci.yml', status = 'completed', conclusion = status === 'completed' ? 'success' : null, attempt = 1, at = 0 }: Told) => ({
  id, name, path, status, conclusion, html_url: `${hub.url}/octo/shop/actions/runs/${id}`, head_sha: sha, head_branch: 'main', run_number: id - 100, run_attempt: attempt,
  run_started_at: new Date(1_800_000_000_000).toISOString(), updated_at: new Date(1_800_000_000_000 + at * 1000).toISOString(),
});
/** As GitHub tells it, and handled. */
async function tell(told: Told): Promise<string[]> {
  const run = runOf(told);
  const body = JSON.stringify({ action: 'completed', repository: { id: hubId, full_name: 'octo/shop', private: true }, workflow: { name: run.name, path: run.path }, workflow_run: run });
  const delivery = crypto.randomUUID();
  const headers = { 'content-type': 'application/json', 'x-github-event': 'workflow_run', 'x-github-delivery': delivery, 'x-hub-signature-256': `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}` };
  expect((await fetch(`${app.origin}${webhook.targetPath}`, { method: 'POST', body, headers })).status).toBe(202);
  for (;;) {
    const found = (await read('/webhook-deliveries?limit=200', pageOf(DeliveryView))).items.find((item) => item.deliveryId === delivery && item.state !== 'received');
    if (found?.state === 'processed') return found.did;
    if (found) throw new Error(JSON.stringify(found));
    await Bun.sleep(10);
  }
}

test('a run that a webhook tells of is followed, in a pipeline that is added by itself', async () => {
  expect(await tell({ id: 101, status: 'in_progress' })).toContain('run 1 of CI in octo/shop: in_progress');
  await tell({ id: 101, conclusion: 'failure', at: 60 });
  const [pipeline, ...more] = await pipelines();
  expect(more).toEqual([]);
  expect(pipeline).toMatchObject({ name: 'CI', provider: 'github_actions', repositoryId: shop.id, projectId: String(admin.projectId), discovered: true, enabled: true, config: { workflow: 'ci.yml', ref: null, inputs: {} } });
  expect(await runs()).toMatchObject([{ pipeline: 'CI', repository: 'octo/shop', externalRunId: '101', number: 1, attempt: 1, status: 'completed', conclusion: 'failure', headSha: sha, completedAt: new Date(1_800_000_060_000).toISOString() }]);
});

test('nothing that comes late takes a run back; a later attempt is newer, however it is told', async () => {
  await tell({ id: 102, conclusion: 'failure', at: 60 });
  expect(await tell({ id: 102, status: 'in_progress', at: 30 })).toContain('Something newer is known of run 2 of CI in octo/shop');
  await tell({ id: 102, status: 'in_progress', at: 60 });
  expect((await runs())[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
  await tell({ id: 102, status: 'queued', attempt: 2, at: 90 });
  await tell({ id: 102, conclusion: 'failure', at: 95 });
  expect((await runs())[0]).toMatchObject({ attempt: 2, status: 'queued', conclusion: null, completedAt: null });
});

test('a pipeline that somebody has named is that of its file, whatever the forge calls it', async () => {
  const named = await made(buildPipelines.view, '/build-pipelines', { repositoryId: shop.id, projectId: String(admin.projectId), provider: 'github_actions', name: 'Release to the world', config: { workflow: 'release.yml', ref: 'main' } });
  await tell({ id: 110, name: 'Release', path: '.github/workflows/release.yml@main' });
  expect((await runs(`?pipelineId=${named.id}`)).map(({ externalRunId }) => externalRunId)).toEqual(['110']);
  expect((await pipelines()).map(({ name }) => name)).toEqual(['CI', 'Release to the world']);
  expect((await runs(`?status=completed&headSha=${sha}&repositoryId=${shop.id}&projectId=${admin.projectId}`)).length).toBe(2);
});

test('asked for, the newest runs come from the forge, and none is taken back', async () => {
  const [ci] = await pipelines();
  const list = { total_count: 2, workflow_runs: [runOf({ id: 104, status: 'queued' }), runOf({ id: 102, conclusion: 'success', at: 1 })] };
  hub.answerNext(/GET .*\/actions\/workflows\/ci\.yml\/runs$/, () => Response.json(list));
  expect(await made({ parse: (value) => value }, `/build-pipelines/${ci?.id}/refresh`)).toEqual({ runs: 2, changed: 1 });
  expect((await runs()).find(({ externalRunId }) => externalRunId === '104')).toMatchObject({ status: 'queued' });
  expect((await runs()).find(({ externalRunId }) => externalRunId === '102')).toMatchObject({ attempt: 2 });
});

test('a pipeline is started at its forge once, with the values of its own variables and no word of them anywhere else', async () => {
  const [ci] = await pipelines();
  const set = await made(EnvVarSet, '/env-var-sets', { scopeType: 'pipeline', scopeId: ci?.id, name: 'default' });
  await made({ parse: (value) => value }, `/env-var-sets/${set.id}/vars`, { key: 'TOKEN', value: 'known to CI alone' });
  await admin.call('PATCH', `/build-pipelines/${ci?.id}`, { config: { workflow: '.github/workflows/ci.yml', inputs: { token: '$env.TOKEN', level: 'info' } } });
  hub.answerNext(/POST .*\/dispatches$/, () => new Response(null, { status: 204 }));
  const run = await made(RunSummary, `/build-pipelines/${ci?.id}/runs`, { ref: 'feature/x', inputs: { level: 'debug' } });
  const detail = await runReaches(app, admin, run.id, over);
  const [asked, ...more] = hub.seen.filter(({ path }) => path.endsWith('/dispatches'));
  expect(more).toEqual([]);
  expect([asked?.path, JSON.parse(asked?.body ?? '')]).toEqual(['/api/v3/repos/octo/shop/actions/workflows/ci.yml/dispatches', { ref: 'feature/x', inputs: { token: 'known to CI alone', level: 'debug' } }]);
  expect([detail.run.status, detail.effects[0]?.kind, detail.effects[0]?.status]).toEqual(['succeeded', 'forge.start_pipeline', 'applied']);
  const told = JSON.stringify([detail, await read(`/agent-runs/${run.id}/events?after=0`, { parse: String }), await (await admin.call('GET', '/audit-log?limit=200')).json()]);
  expect(told).not.toContain('known to CI alone');
});

test('a start whose answer is lost is not repeated: a person is to look', async () => {
  const [ci] = await pipelines();
  hub.answerNext(/POST .*\/dispatches$/, () => new Response('gateway', { status: 502 }));
  const run = await made(RunSummary, `/build-pipelines/${ci?.id}/runs`, {});
  const before = hub.seen.length;
  const detail = await runReaches(app, admin, run.id, (seen) => over(seen) || seen.run.waitingOn === 'effect');
  expect([detail.run.waitingOn, detail.effects[0]?.status, hub.seen.slice(before).filter(({ path }) => path.endsWith('/dispatches')).length <= 1]).toEqual(['effect', 'unknown', true]);
  await admin.call('POST', `/agent-runs/${run.id}/cancel`);
});

test('what failed is run again, unless it is still at work, and its log is read with the secrets masked', async () => {
  const failed = (await runs()).find(({ externalRunId }) => externalRunId === '101');
  hub.answerNext(/POST .*\/actions\/runs\/101\/rerun-failed-jobs$/, () => new Response('{}', { status: 201 }));
  hub.answerNext(/GET .*\/actions\/runs\/101$/, () => Response.json(runOf({ id: 101, status: 'queued', attempt: 2, at: 100 })));
  const ticket = await made(TicketCard, `/projects/${admin.projectId}/tickets`, { title: 'Mend it' });
  await app.database.db.tenant(admin.tenantId, (tx) => tx.sql`UPDATE pipeline_runs SET ticket_id = ${BigInt(ticket.id)} WHERE tenant_id = ${admin.tenantId} AND id = ${BigInt(failed?.id ?? 0)}`);
  const run = await made(RunSummary, `/pipeline-runs/${failed?.id}/rerun`, { only: 'failed' });
  expect(run.ticketId).toBe(ticket.id);
  expect((await runReaches(app, admin, run.id, over)).effects[0]).toMatchObject({ kind: 'forge.rerun_pipeline', status: 'applied' });
  expect(await read(`/pipeline-runs/${failed?.id}`, PipelineRunView)).toMatchObject({ attempt: 2, status: 'queued' });
  expect(await problemOf(admin.call('POST', `/pipeline-runs/${failed?.id}/rerun`, {}))).toEqual([409, 'pipeline_running']);
  hub.answerNext(/GET .*\/actions\/runs\/101\/jobs$/, () => Response.json({ jobs: [{ id: 5, name: 'test', conclusion: 'failure' }] }));
  hub.answerNext(/GET .*\/actions\/jobs\/5\/logs$/, () => new Response(`the token is known to CI alone, and ghp_${'a'.repeat(36)}\nfailed`));
  const { text } = await read(`/pipeline-runs/${failed?.id}/log`, PipelineLog);
  expect(text).toBe('Job "test":\nthe token is ***, and ghp_***\nfailed');
});

test('a disabled pipeline is not started; one of another forge, or with a secret in its settings, is not made', async () => {
  const [ci] = await pipelines();
  await admin.call('PATCH', `/build-pipelines/${ci?.id}`, { enabled: false });
  expect(await problemOf(admin.call('POST', `/build-pipelines/${ci?.id}/runs`, {}))).toEqual([409, 'pipeline_disabled']);
  const body = { repositoryId: shop.id, provider: 'github_actions', name: 'x' };
  for (const wrong of [{ provider: 'gitlab_ci' }, { config: { workflow: '../x y' } }, { config: { inputs: { token: `ghp_${'a'.repeat(36)}` } } }, { repositoryId: '999999' }]) expect(await problemOf(admin.call('POST', '/build-pipelines', { ...body, ...wrong }))).toEqual([422, 'invalid_body']);
  expect(await problemOf(admin.call('POST', `/build-pipelines/${ci?.id}/runs`, { ref: '$(id)' }))).toEqual([422, 'invalid_body']);
});

test("another tenant's pipelines and their runs are not there", async () => {
  const [[ci], [run]] = [await pipelines(), await runs()];
  const asOther = (method: string, path: string, body?: object) => problemOf(other.call(method, path, body)).then(([status]) => status);
  expect(await Promise.all([
    asOther('GET', `/build-pipelines/${ci?.id}`), asOther('PATCH', `/build-pipelines/${ci?.id}`, { enabled: true }), asOther('POST', `/build-pipelines/${ci?.id}/runs`, {}), asOther('POST', `/build-pipelines/${ci?.id}/refresh`),
    asOther('GET', `/pipeline-runs/${run?.id}`), asOther('GET', `/pipeline-runs/${run?.id}/log`), asOther('POST', `/pipeline-runs/${run?.id}/rerun`, {}),
    asOther('POST', '/env-var-sets', { scopeType: 'pipeline', scopeId: ci?.id, name: 'mine' }), asOther('POST', '/build-pipelines', { repositoryId: shop.id, provider: 'github_actions', name: 'x' }),
  ])).toEqual([404, 404, 404, 404, 404, 404, 404, 422, 422]);
  expect([await read('/pipeline-runs', pageOf(PipelineRunView), other), await read('/build-pipelines', pageOf(buildPipelines.view), other)]).toEqual([{ items: [], next: null }, { items: [], next: null }]);
});

test('a pipeline that is deleted leaves its runs; the forge does not bring it back by telling of it, a person does', async () => {
  await tell({ id: 190, name: 'Nightly', path: '.github/workflows/nightly.yml' });
  const nightly = (await pipelines()).find(({ name }) => name === 'Nightly');
  expect((await admin.call('DELETE', `/build-pipelines/${nightly?.id}`)).status).toBe(204);
  expect(await tell({ id: 191, name: 'Nightly', path: '.github/workflows/nightly.yml' })).toContain('The pipeline Nightly of octo/shop was deleted here');
  expect([(await pipelines()).some(({ name }) => name === 'Nightly'), (await runs(`?pipelineId=${nightly?.id}`)).map(({ externalRunId }) => externalRunId)]).toEqual([false, ['190']]);
  await made(buildPipelines.view, `/build-pipelines/${nightly?.id}/restore`);
  await tell({ id: 192, name: 'Nightly', path: '.github/workflows/nightly.yml' });
  expect((await runs(`?pipelineId=${nightly?.id}`)).map(({ externalRunId }) => externalRunId)).toEqual(['192', '190']);
  await admin.call('DELETE', `/build-pipelines/${nightly?.id}`);
});
