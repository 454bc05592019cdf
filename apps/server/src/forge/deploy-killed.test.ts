import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeploymentView, deploymentTargets, EnvVarSet, type Project, RunDetail } from '@lime/contracts';
import { openSshServer, type SshServer } from '@lime/forge/testing';
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts';

/** The real server, killed in the middle of a deployment: what this stands for is a power cut. */
setDefaultTimeout(120_000);
const ssh: SshServer | null = await openSshServer();
if (!ssh) console.error('SKIPPED: a server killed while it deploys over SSH, for this machine has no sshd (apt-get install openssh-server)');
let server: SpawnedServer;
const env = { LIME_PRIVATE_HOSTS: '127.0.0.1' };
let posted = 0;
const receiver = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async () => {
    posted += 1;
    await server.end('SIGKILL');
    return new Response('deployed');
  },
});
beforeAll(async () => {
  server = await spawnServer({ env });
});
afterAll(async () => {
  await server.dispose();
  await receiver.stop(true);
  await ssh?.close();
});

async function call<T>(schema: { parse(value: unknown): T }, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await server.api(method, path, body);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return schema.parse(await answer.json());
}
const anything = { parse: (value: unknown) => value };
async function reaches(id: string, holds: (detail: RunDetail) => boolean): Promise<RunDetail> {
  for (;;) {
    const detail = await call(RunDetail, 'GET', `/agent-runs/${id}`);
    if (holds(detail)) return detail;
    if (detail.run.endedAt !== null) throw new Error(JSON.stringify(detail.run));
    await Bun.sleep(50);
  }
}
/** A deployment that people have approved, of a commit without a repository. */
async function begun(name: string, config: object, [key, value]: [string, string]): Promise<DeploymentView> {
  const { items } = (await call(anything, 'GET', '/projects')) as { items: Project[] };
  const target = await call(deploymentTargets.view, 'POST', '/deployment-targets', { projectId: items[0]?.id, name, config, gate: { authorMayApprove: true } });
  const set = await call(EnvVarSet, 'POST', '/env-var-sets', { scopeType: 'deployment_target', scopeId: target.id, name: 'default' });
  await call(anything, 'POST', `/env-var-sets/${set.id}/vars`, { key, value });
  const one = await call(DeploymentView, 'POST', `/deployment-targets/${target.id}/deployments`, { sha: 'a'.repeat(40) });
  const { gates } = await reaches(one.runId, ({ run }) => run.waitingOn === 'gate');
  await call(anything, 'POST', `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  return one;
}

test.skipIf(ssh === null)('killed while a machine is at work: the command is not begun again, and how it ended is found out', async () => {
  const at = (name: string) => join(ssh?.home ?? '', name);
  const command = 'echo begun >> log; until [ -f go ]; do sleep 0.05; done; echo ended >> log';
  const one = await begun('machine', { provider: 'ssh', host: '127.0.0.1', port: ssh?.port, user: ssh?.user, hostKey: ssh?.hostKey, command }, ['SSH_PRIVATE_KEY', ssh?.privateKey ?? '']);
  while (!existsSync(at('log'))) await Bun.sleep(20);
  await server.end('SIGKILL');
  server = await spawnServer({ dataDir: server.dataDir, env });
  expect((await call(DeploymentView, 'GET', `/deployments/${one.id}`)).status).toBe('deploying');
  writeFileSync(at('go'), '');
  await reaches(one.runId, ({ run }) => run.status === 'succeeded');
  expect([(await call(DeploymentView, 'GET', `/deployments/${one.id}`)).status, readFileSync(at('log'), 'utf8')]).toEqual(['succeeded', 'begun\nended\n']);
});

test('killed before the answer to a message came: nobody can tell, and it is not sent again', async () => {
  const one = await begun('receiver', { provider: 'webhook', url: `http://127.0.0.1:${receiver.port}/` }, ['WEBHOOK_SECRET', 'a secret that signs']);
  while (posted === 0) await Bun.sleep(20);
  server = await spawnServer({ dataDir: server.dataDir, env });
  const { effects } = await reaches(one.runId, ({ run, effects: [effect] }) => run.waitingOn === 'effect' && effect?.status === 'unknown');
  expect([(await call(DeploymentView, 'GET', `/deployments/${one.id}`)).status, posted]).toEqual(['unknown', 1]);
  await call(anything, 'POST', `/effects/${effects[0]?.id}/resolve`, { outcome: 'applied', note: 'It is there.' });
  await reaches(one.runId, ({ run }) => run.status === 'succeeded');
  expect([(await call(DeploymentView, 'GET', `/deployments/${one.id}`)).status, posted]).toEqual(['succeeded', 1]);
});
