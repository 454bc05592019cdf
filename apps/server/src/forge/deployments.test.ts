import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { DeploymentPlan, DeploymentView, deploymentTargets, EnvVarSet, HookRunView, hooks, pageOf, ProblemBody, type RunDetail } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub, openSshServer, type SshServer } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

setDefaultTimeout(60_000);
const ssh: SshServer | null = await openSshServer();
if (!ssh) console.error('SKIPPED: deployments over SSH, for this machine has no sshd (apt-get install openssh-server)');
const sshTest = test.skipIf(ssh === null);

let app: TestApp;
let admin: Admin;
let other: Admin;
let hub: EmulatedGithub;
const whsec = `whsec_${Buffer.from('a key of thirty-two bytes, about').toString('base64')}`;
type Delivery = { path: string; headers: Record<string, string>; body: string };
const received: Delivery[] = [];
let answer: () => Response | Promise<Response> = () => new Response('deployed');
const receiver = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async (request) => {
    received.push({ path: new URL(request.url).pathname, headers: Object.fromEntries(request.headers), body: await request.text() });
    return answer();
  },
});

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1' } });
  [admin, other] = [await app.addTenant('acme'), await app.addTenant('rival')];
  const connector = await made<{ id: string }>('/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  const shop = await made<{ id: string }>('/repositories', { connectorId: connector.id, fullName: 'octo/shop' });
  await made(`/projects/${admin.projectId}/repositories`, { repositoryId: shop.id });
});
afterAll(async () => {
  await app.close();
  await hub.close();
  await receiver.stop(true);
  await ssh?.close();
});

const anything = { parse: (value: unknown): never => value as never };
async function made<T>(path: string, body: unknown = {}, { schema = anything, as = admin }: { schema?: { parse(value: unknown): T }; as?: Admin } = {}): Promise<T> {
  const said = await as.call('POST', path, body);
  if (!said.ok) throw new Error(`${path}: ${said.status} ${await said.text()}`);
  return schema.parse(await said.json());
}
const read = async <T>(path: string, schema: { parse(value: unknown): T }, as = admin) => schema.parse(await (await as.call('GET', path)).json());
const problemOf = async (said: Promise<Response>): Promise<[number, string]> => [(await said).status, ProblemBody.parse(await (await said).json()).code];
let count = 0;
type Target = ReturnType<typeof deploymentTargets.view.parse>;
/** A target whose approval whoever asks may give, with its variables. */
async function target(config: object, vars: Record<string, string> = {}, more: object = {}): Promise<Target> {
  const one = await made('/deployment-targets', { projectId: String(admin.projectId), name: `target ${++count}`, config, gate: { authorMayApprove: true }, ...more }, { schema: deploymentTargets.view });
  const set = await made('/env-var-sets', { scopeType: 'deployment_target', scopeId: one.id, name: 'default' }, { schema: EnvVarSet });
  for (const [key, value] of Object.entries(vars)) await made(`/env-var-sets/${set.id}/vars`, { key, value });
  return one;
}
const toReceiver = (path = '/deploy', more: object = {}) => target({ provider: 'webhook', url: `http://127.0.0.1:${receiver.port}${path}`, ...more }, { WEBHOOK_SECRET: whsec });
const machine = () => ({ provider: 'ssh', host: '127.0.0.1', port: ssh?.port, user: ssh?.user, hostKey: ssh?.hostKey });
const deploy = (to: Target, body: object = { ref: 'main' }) => made(`/deployment-targets/${to.id}/deployments`, body, { schema: DeploymentView });
const deploymentOf = (id: string) => read(`/deployments/${id}`, DeploymentView);
const main = () => hub.git('shop', 'rev-parse', 'main');

async function approve(one: DeploymentView, decision = 'approve'): Promise<RunDetail> {
  const detail = await runReaches(app, admin, one.runId, (run) => atGate(run) || over(run));
  await made(`/gates/${detail.gates[0]?.id}/decision`, { decision, sha256: detail.gates[0]?.sha256 });
  return detail;
}
async function deployed(to: Target, body?: object): Promise<DeploymentView> {
  const one = await deploy(to, body);
  await approve(one);
  await runReaches(app, admin, one.runId, over);
  return deploymentOf(one.id);
}
const planOf = async (detail: RunDetail) => {
  const content = await admin.call('GET', `/artifacts/${detail.artifacts[0]?.id}/content`);
  // A browser keeps it for who has asked.
  expect(content.headers.get('vary')).toBe('cookie, authorization');
  return DeploymentPlan.parse(await content.json());
};
const everything = async (runId: string) => JSON.stringify([await read(`/agent-runs/${runId}`, anything), await read(`/agent-runs/${runId}/events?after=0`, anything), await read('/audit-log?limit=200', anything)]);

test('a signed message goes out once what it says was approved, and only then', async () => {
  const to = await toReceiver('/first', { payload: { service: 'shop' } });
  const one = await deploy(to, { ref: 'main', note: 'the first' });
  expect(one).toMatchObject({ status: 'preparing', provider: 'webhook', ref: 'main', requestedByName: 'acme' });
  const detail = await runReaches(app, admin, one.runId, atGate);
  const plan = await planOf(detail);
  expect(detail.gates[0]?.question).toBe(`Deploy ${main().slice(0, 12)} (main) to ${to.name}?`);
  expect(plan).toMatchObject({ provider: 'webhook', sha: main(), repository: 'octo/shop', body: { type: 'deployment', service: 'shop', sha: main(), ref: 'main', note: 'the first' } });
  expect([(await deploymentOf(one.id)).status, received.filter(({ path }) => path === '/first')]).toEqual(['waiting_approval', []]);
  await approve(one);
  await runReaches(app, admin, one.runId, over);
  const [message, ...more] = received.filter(({ path }) => path === '/first');
  expect(more).toEqual([]);
  expect(new Webhook(whsec).verify(message?.body ?? '', message?.headers ?? {})).toEqual(plan.provider === 'webhook' ? plan.body : null);
  expect(message?.headers['idempotency-key']).toBe(message?.headers['webhook-id'] ?? '');
  expect(await deploymentOf(one.id)).toMatchObject({ status: 'succeeded', sha: main(), error: null, endedAt: expect.any(String) });
  expect(await everything(one.runId)).not.toContain(whsec);
  expect((await read(`/deployments?targetId=${to.id}`, pageOf(DeploymentView))).items.map(({ id }) => id)).toEqual([one.id]);
  expect((await read(`/deployments?targetId=${to.id}&status=failed`, pageOf(DeploymentView))).items).toEqual([]);
});

test('refused by people, nothing is sent', async () => {
  const one = await deploy(await toReceiver('/refused'));
  await approve(one, 'reject');
  await runReaches(app, admin, one.runId, over);
  expect([(await deploymentOf(one.id)).status, received.some(({ path }) => path === '/refused')]).toEqual(['refused', false]);
});

test('whoever asked may not approve it, unless the target says so', async () => {
  const to = await target({ provider: 'webhook', url: `http://127.0.0.1:${receiver.port}/x` }, { WEBHOOK_SECRET: whsec }, { gate: { approvals: 1 } });
  const one = await deploy(to);
  const { gates } = await runReaches(app, admin, one.runId, atGate);
  expect(await problemOf(admin.call('POST', `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 }))).toEqual([403, 'not_allowed']);
  expect(await problemOf(admin.call('POST', `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: '0'.repeat(64) }))).toEqual([409, 'content_changed']);
});

test('a hook may refuse it before anybody is asked, and is told what became of it afterwards', async () => {
  const before = await made('/hooks', { name: 'freeze', eventType: 'before_deploy', projectId: String(admin.projectId), code: 'export default ({ payload }) => (payload.note === "on a Friday" ? { deny: "not today" } : null)' }, { schema: hooks.view });
  const after = await made('/hooks', { name: 'tell', eventType: 'after_deploy', projectId: String(admin.projectId), code: 'export default ({ payload }) => payload' }, { schema: hooks.view });
  const one = await deploy(await toReceiver('/frozen'), { note: 'on a Friday' });
  const { run, gates } = await runReaches(app, admin, one.runId, over);
  expect([run.error?.code, run.error?.message, gates]).toEqual(['hook_denied', 'The hook "freeze" refused this deployment: not today', []]);
  expect([(await deploymentOf(one.id)).status, received.some(({ path }) => path === '/frozen')]).toEqual(['refused', false]);
  const good = await deployed(await toReceiver('/thawed'));
  const told = await seen(app, () => read(`/hooks/${after.id}/runs`, pageOf(HookRunView)), ({ items }) => items.length === 2 && items.every(({ status }) => status === 'done'));
  expect(told.items.map(({ output }) => output)).toMatchObject([{ deploymentId: good.id, status: 'succeeded', commit: main(), error: null }, { deploymentId: one.id, status: 'refused', error: { code: 'hook_denied' } }]);
  for (const { id } of [before, after]) await admin.call('DELETE', `/hooks/${id}`);
});

test('hooks hear what became of a deployment once it is known, also after its run was cancelled', async () => {
  const after = await made('/hooks', { name: 'tell later', eventType: 'after_deploy', projectId: String(admin.projectId), code: 'export default ({ payload }) => payload' }, { schema: hooks.view });
  const said = Promise.withResolvers<Response>();
  answer = () => said.promise;
  const one = await deploy(await toReceiver('/slow'));
  await approve(one);
  await seen(app, async () => received.some(({ path }) => path === '/slow'), (sent) => sent);
  await admin.call('POST', `/agent-runs/${one.runId}/cancel`);
  const { effects } = await runReaches(app, admin, one.runId, over);
  said.resolve(new Response('deployed'));
  answer = () => new Response('deployed');
  const statuses = async () => (await read(`/hooks/${after.id}/runs`, pageOf(HookRunView))).items.filter(({ status }) => status === 'done').map(({ output }) => (output as { status: string }).status);
  expect(await seen(app, statuses, (told) => told.length === 1)).toEqual(['unknown']);
  await made(`/effects/${effects[0]?.id}/resolve`, { outcome: 'applied', note: 'It is there.' });
  expect(await seen(app, statuses, (told) => told.length === 2)).toEqual(['succeeded', 'unknown']);
  await admin.call('DELETE', `/hooks/${after.id}`);
});

test('of two deployments to one target at once, one is under way and the other is refused', async () => {
  const to = await toReceiver('/once');
  const said = await Promise.all([1, 2, 3].map(() => admin.call('POST', `/deployment-targets/${to.id}/deployments`, { ref: 'main' })));
  expect(said.map(({ status }) => status).toSorted()).toEqual([202, 409, 409]);
  expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/deployments`, {}))).toEqual([409, 'deploy_in_progress']);
  const { items: [open] } = await read(`/deployments?targetId=${to.id}`, pageOf(DeploymentView));
  await admin.call('POST', `/agent-runs/${open?.runId}/cancel`);
  await runReaches(app, admin, open?.runId ?? '', over);
  expect((await deploymentOf(open?.id ?? '')).status).toBe('cancelled');
  expect((await deployed(to)).status).toBe('succeeded');
});

test.each([[500, 'unknown'], [404, 'failed'], [302, 'failed']])('a receiver that answers %d: %s, and it is not sent again', async (status, becomes) => {
  const path = `/answers-${status}`;
  answer = () => new Response(`no: ${whsec}\n${'x'.repeat(999)}`, { status, headers: { location: '/elsewhere' } });
  const one = await deploy(await toReceiver(path));
  await approve(one);
  const { effects } = await runReaches(app, admin, one.runId, (detail) => over(detail) || detail.run.waitingOn === 'effect');
  answer = () => new Response('deployed');
  expect([(await deploymentOf(one.id)).status, received.filter((message) => message.path === path).length, received.some((message) => message.path === '/elsewhere')]).toEqual([becomes as never, 1, false]);
  // A person who is to look reads what it answered, without secrets, and not all of it.
  const told = await everything(one.runId);
  expect(told).toMatch(becomes === 'unknown' ? `the receiver answered ${status}, and said: no: *** xxx` : `The receiver refused it: ${status}, and said: no: *** xxx`);
  expect(/x{400}/.test(JSON.stringify(effects[0]?.error ?? ''))).toBe(false);
  if (becomes !== 'unknown') return;
  await made(`/effects/${effects[0]?.id}/resolve`, { outcome: 'applied', note: 'It is there.' });
  await runReaches(app, admin, one.runId, over);
  expect((await deploymentOf(one.id)).status).toBe('succeeded');
});

test('what a receiver heeds may be sent again, as the same message', async () => {
  let tries = 0;
  answer = () => new Response('', { status: ++tries < 3 ? 503 : 200 });
  const one = await deployed(await toReceiver('/patient', { repeatable: true }));
  answer = () => new Response('deployed');
  const messages = received.filter(({ path }) => path === '/patient');
  expect([one.status, messages.length, new Set(messages.map(({ headers }) => headers['idempotency-key'])).size]).toEqual(['succeeded', 3, 1]);
});

test('no message leads into a private network, and none goes out unsigned', async () => {
  const inside = await deployed(await target({ provider: 'webhook', url: 'http://169.254.169.254/latest' }, { WEBHOOK_SECRET: whsec }));
  expect([inside.status, inside.error?.code]).toEqual(['failed', 'address_refused']);
  const unsigned = await deployed(await target({ provider: 'webhook', url: `http://127.0.0.1:${receiver.port}/unsigned` }));
  expect([unsigned.status, unsigned.error?.code, received.some(({ path }) => path === '/unsigned')]).toEqual(['failed', 'secret_missing', false]);
});

test('what a run has pushed is deployed among the runs of its ticket', async () => {
  const [ticketId, runId] = await app.database.db.tenant(admin.tenantId, async (tx) => {
    const [board]: { id: bigint }[] = await tx.sql`SELECT id FROM boards WHERE project_id = ${admin.projectId} LIMIT 1`;
    const [ticket]: { id: bigint }[] = await tx.sql`INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, created_by) VALUES (${admin.tenantId}, ${admin.projectId}, ${board?.id}, 900, 'qa', 'a0', 't', ${admin.userId}) RETURNING id`;
    const [run]: { id: bigint }[] = await tx.sql`INSERT INTO runs (tenant_id, project_id, ticket_id, workflow, title, spec, input, status, ended_at) VALUES (${admin.tenantId}, ${admin.projectId}, ${ticket?.id}, 'w', 'w', '{}'::jsonb, '{}'::jsonb, 'succeeded', now()) RETURNING id`;
    const [step]: { id: bigint }[] = await tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${admin.tenantId}, ${run?.id}, 's', 's', 'tool', 0, 'succeeded') RETURNING id`;
    await tx.sql`INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request, status) VALUES (${admin.tenantId}, ${run?.id}, ${step?.id}, 'git.push', 'pushed-900', ${{ branch: 'main', sha: main() }}::jsonb, 'applied')`;
    return [String(ticket?.id), String(run?.id)] as const;
  });
  const one = await deploy(await toReceiver('/of-ticket'), { runId });
  expect((await runReaches(app, admin, one.runId, atGate)).run).toMatchObject({ ticketId, projectId: String(admin.projectId) });
  await admin.call('POST', `/agent-runs/${one.runId}/cancel`);
  await runReaches(app, admin, one.runId, over);
});

test('it goes back to the commit before by a deployment of its own, through the gate', async () => {
  const to = await toReceiver('/back');
  expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/rollback`, {}))).toEqual([409, 'nothing_to_roll_back']);
  const first = await deployed(to);
  const second = hub.git('shop', 'commit-tree', `${main()}^{tree}`, '-p', main(), '-m', 'Second');
  hub.git('shop', 'update-ref', 'refs/heads/next', second);
  expect((await deployed(to, { sha: second })).sha).toBe(second);
  const back = await made(`/deployment-targets/${to.id}/rollback`, { note: 'it was worse' }, { schema: DeploymentView });
  expect(back).toMatchObject({ sha: first.sha, rollbackTo: first.id, note: 'it was worse' });
  await approve(back);
  await runReaches(app, admin, back.runId, over);
  expect((await deploymentOf(back.id)).status).toBe('succeeded');
  expect(received.filter(({ path }) => path === '/back').map(({ body }) => (JSON.parse(body) as { sha: string }).sha)).toEqual([first.sha ?? '', second, first.sha ?? '']);
});

test('a target that is deleted leaves its history, can be brought back with its variables, and takes nothing that is under way with it', async () => {
  const to = await toReceiver('/gone');
  const one = await deployed(to);
  const open = await deploy(to);
  expect(await problemOf(admin.call('DELETE', `/deployment-targets/${to.id}`))).toEqual([409, 'deploy_in_progress']);
  await admin.call('POST', `/agent-runs/${open.runId}/cancel`);
  await runReaches(app, admin, open.runId, over);
  expect((await admin.call('DELETE', `/deployment-targets/${to.id}`)).status).toBe(204);
  expect(await deploymentOf(one.id)).toMatchObject({ target: to.name, targetId: to.id, status: 'succeeded' });
  const listed = async (query: string) => (await read(`/deployment-targets?limit=200${query}`, pageOf(deploymentTargets.view))).items.some(({ id }) => id === to.id);
  expect([await listed(''), await listed('&archived=false'), await listed('&archived=true')]).toEqual([false, false, true]);
  expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/deployments`, {}))).toEqual([404, 'not_found']);
  for (const [method, body] of [['PATCH', { enabled: false }], ['DELETE', undefined]] as const) expect(await problemOf(admin.call(method, `/deployment-targets/${to.id}`, body))).toEqual([409, 'archived']);
  expect(await problemOf(other.call('POST', `/deployment-targets/${to.id}/restore`))).toEqual([404, 'not_found']);
  // Its name is free meanwhile; while another has it, this one stays away.
  const same = await made('/deployment-targets', { projectId: String(admin.projectId), name: to.name, config: to.config }, { schema: deploymentTargets.view });
  expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/restore`))).toEqual([409, 'deployment_target_exists']);
  await admin.call('DELETE', `/deployment-targets/${same.id}`);
  expect(await made(`/deployment-targets/${to.id}/restore`, undefined, { schema: deploymentTargets.view })).toMatchObject({ archivedAt: null, name: to.name });
  expect((await deployed(to)).status).toBe('succeeded');
});

test('a project that is deleted leaves what was deployed of it, by the name of its target', async () => {
  const project = await made<{ id: string }>('/projects', { key: 'GONE', name: 'Gone' });
  const to = await made('/deployment-targets', { projectId: project.id, name: 'old box', config: { provider: 'k8s', manifest: 'kind: Pod' }, gate: { authorMayApprove: true } }, { schema: deploymentTargets.view });
  const one = await deployed(to, { sha: main() });
  expect((await admin.call('DELETE', `/projects/${project.id}?confirm=Gone`)).status).toBe(204);
  expect(await deploymentOf(one.id)).toMatchObject({ target: 'old box', targetId: null, status: 'rendered' });
});

test('what nobody applies from here is shown, and says so', async () => {
  const k8s = await deployed(await target({ provider: 'k8s', namespace: 'shop', manifest: 'kind: Deployment\nimage: shop:{{sha}}\nbranch: {{ref}}\n' }, { TOKEN: 'never to be seen' }));
  expect(k8s.status).toBe('rendered');
  const plan = await planOf(await runReaches(app, admin, k8s.runId, over));
  expect(plan).toMatchObject({ applies: false, command: 'kubectl --namespace shop apply -f -', manifest: ['kind: Deployment', `image: shop:${main()}`, 'branch: main', ''], variables: ['TOKEN'] });
  expect(JSON.stringify(plan)).not.toContain('never to be seen');
  const ecs = await deployed(await target({ provider: 'ecs', region: 'eu-central-1', cluster: 'c', service: 'shop', family: 'shop', container: 'web', image: 'registry.example/shop:{{shortSha}}' }));
  expect([ecs.status, JSON.stringify(await planOf(await runReaches(app, admin, ecs.runId, over)))]).toMatchObject(['rendered', expect.stringContaining(`registry.example/shop:${main().slice(0, 12)}`)]);
});

test('a commit that the repository does not have is not deployed, nor a name that is more than a name', async () => {
  const to = await toReceiver('/none');
  const strange = await deploy(to, { sha: 'c0ffee'.padEnd(40, '0') });
  expect((await runReaches(app, admin, strange.runId, over)).run.error?.code).toBe('git_unknown_ref');
  for (const ref of ['--upload-pack=id', '$(id)', 'a b', "x';id;'", 'a"\nb: c', '../x', '@{1}', 'x..y']) expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/deployments`, { ref }))).toEqual([422, 'invalid_body']);
  expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/deployments`, { ref: 'main', sha: main() }))).toEqual([422, 'invalid_body']);
});

test('a target that is changed or disabled after the approval: what was approved is what is applied, or nothing', async () => {
  const to = await toReceiver('/approved');
  const one = await deploy(to);
  await runReaches(app, admin, one.runId, atGate);
  await admin.call('PATCH', `/deployment-targets/${to.id}`, { config: { provider: 'webhook', url: `http://127.0.0.1:${receiver.port}/changed` } });
  await approve(one);
  await runReaches(app, admin, one.runId, over);
  expect([received.filter(({ path }) => path === '/approved').length, received.some(({ path }) => path === '/changed')]).toEqual([1, false]);
  const two = await deploy(to);
  await runReaches(app, admin, two.runId, atGate);
  await admin.call('PATCH', `/deployment-targets/${to.id}`, { enabled: false });
  await approve(two);
  expect((await runReaches(app, admin, two.runId, over)).run.error?.code).toBe('target_disabled');
  expect(await problemOf(admin.call('POST', `/deployment-targets/${to.id}/deployments`, {}))).toEqual([409, 'target_disabled']);
});

test('secrets do not stand in the settings of a target', async () => {
  const config = { provider: 'ssh', host: 'shop.test', user: 'deploy', hostKey: `ssh-ed25519 ${'A'.repeat(60)}`, command: 'curl -H "authorization: Bearer abcdefghijklmnopqrstuvwxyz" https://x' };
  expect(await problemOf(admin.call('POST', '/deployment-targets', { projectId: String(admin.projectId), name: 'leaky', config }))).toEqual([422, 'invalid_body']);
  for (const wrong of [{ host: '-oProxyCommand=id' }, { user: '-l root' }, { hostKey: 'nonsense' }, { host: 'a b' }, { port: 0 }]) expect(await problemOf(admin.call('POST', '/deployment-targets', { projectId: String(admin.projectId), name: 'wrong', config: { ...config, command: 'true', ...wrong } }))).toEqual([422, 'invalid_body']);
});

test("another tenant's target, deployment, run, repository and variables are not there", async () => {
  const to = await toReceiver('/theirs');
  const one = await deployed(to);
  const asOther = (method: string, path: string, body?: object) => problemOf(other.call(method, path, body)).then(([status]) => status);
  expect(await Promise.all([
    asOther('GET', `/deployment-targets/${to.id}`), asOther('PATCH', `/deployment-targets/${to.id}`, { enabled: false }), asOther('DELETE', `/deployment-targets/${to.id}`),
    asOther('POST', `/deployment-targets/${to.id}/deployments`, {}), asOther('POST', `/deployment-targets/${to.id}/rollback`, {}), asOther('GET', `/deployments/${one.id}`),
    asOther('POST', '/env-var-sets', { scopeType: 'deployment_target', scopeId: to.id, name: 'mine' }),
    asOther('POST', '/deployment-targets', { projectId: String(admin.projectId), name: 'x', config: { provider: 'webhook', url: 'https://x.test' } }),
  ])).toEqual([404, 404, 404, 404, 404, 404, 422, 422]);
  expect((await read('/deployments', pageOf(DeploymentView), other)).items).toEqual([]);
  const theirs = await made('/deployment-targets', { projectId: String(other.projectId), name: 'x', config: { provider: 'webhook', url: 'https://x.test' } }, { schema: deploymentTargets.view, as: other });
  const repository = (await read('/repositories', anything) as { items: { id: string }[] }).items[0]?.id;
  for (const body of [{ runId: one.runId }, { repositoryId: repository }, { ref: 'main' }]) expect(await asOther('POST', `/deployment-targets/${theirs.id}/deployments`, body)).toBe(422);
});

sshTest('over SSH the command runs on the machine with commit and variables; no secret is seen, and it happens once', async () => {
  const to = await target({ ...machine(), command: 'echo "$LIME_SHA $LIME_REF $LIME_TARGET" >> deployed; echo "token is $TOKEN"; printf "%s" "$TOKEN" | base64' }, { SSH_PRIVATE_KEY: ssh?.privateKey ?? '', TOKEN: "it's $(secret)" });
  const one = await deployed(to);
  expect([one.status, one.error]).toEqual(['succeeded', null]);
  expect(readFileSync(join(ssh?.home ?? '', 'deployed'), 'utf8')).toBe(`${main()} main ${to.name}\n`);
  const told = await everything(one.runId);
  expect(told).toContain('token is ***');
  for (const secret of ["it's $(secret)", Buffer.from("it's $(secret)").toString('base64'), ssh?.privateKey.split('\n')[1] ?? '']) expect(told).not.toContain(secret);
  const plan = JSON.stringify(await planOf(await runReaches(app, admin, one.runId, over)));
  expect([plan.includes('"variables":["TOKEN"]'), plan.includes('PRIVATE KEY')]).toEqual([true, false]);
});

sshTest('a command that fails has failed, with what it said', async () => {
  const one = await deployed(await target({ ...machine(), command: 'echo broken >&2; exit 4' }, { SSH_PRIVATE_KEY: ssh?.privateKey ?? '' }));
  expect([one.status, one.error?.message]).toEqual(['failed', 'The command ended with 4.']);
  expect(await everything(one.runId)).toContain('broken');
});

sshTest('a machine that shows another key gets nothing, nor does the wrong key open it', async () => {
  const strange = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 1)]).toString('base64')}`;
  const wrongHost = await deployed(await target({ ...machine(), hostKey: strange, command: 'touch wrong' }, { SSH_PRIVATE_KEY: ssh?.privateKey ?? '' }));
  const wrongKey = await deployed(await target({ ...machine(), command: 'touch wrong' }, { SSH_PRIVATE_KEY: ssh?.strangersKey ?? '' }));
  expect([wrongHost.error?.code, wrongKey.error?.code, existsSync(join(ssh?.home ?? '', 'wrong'))]).toEqual(['host_key_changed', 'access_denied', false]);
  const fingerprints = /shows the host key (SHA256:[A-Za-z0-9+/]{43}), and the target expects (SHA256:[A-Za-z0-9+/]{43})\. Nothing was sent\./.exec(wrongHost.error?.message ?? '') ?? [];
  expect([fingerprints.length, fingerprints[1] !== fingerprints[2], wrongHost.error?.message.includes('@@@')]).toEqual([3, true, false]);
});

sshTest('cancelled in the middle: the command goes on, and what became of it is known in the end', async () => {
  const one = await deploy(await target({ ...machine(), command: 'echo be""gun; until [ -f let-go ]; do sleep 0.05; done; echo through > ended' }, { SSH_PRIVATE_KEY: ssh?.privateKey ?? '' }));
  await approve(one);
  await seen(app, () => everything(one.runId), (told) => told.includes('begun\\n'));
  await admin.call('POST', `/agent-runs/${one.runId}/cancel`);
  await runReaches(app, admin, one.runId, over);
  writeFileSync(join(ssh?.home ?? '', 'let-go'), '');
  await seen(app, () => deploymentOf(one.id), ({ status }) => status === 'succeeded');
  expect(readFileSync(join(ssh?.home ?? '', 'ended'), 'utf8')).toBe('through\n');
});
