import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { ConnectorView, type Project, RepositoryView, RunDetail, RunSummary } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts';

/** The real server with its Postgres and runner, killed by the power cut that this stands for. */
setDefaultTimeout(120_000);
let hub: EmulatedGithub;
let server: SpawnedServer;
const env = { LIME_PRIVATE_HOSTS: '127.0.0.1' };
beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  server = await spawnServer({ env });
});
afterAll(async () => {
  await server.dispose();
  await hub.close();
});

async function call<T>(schema: { parse(value: unknown): T }, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await server.api(method, path, body);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return schema.parse(await answer.json());
}
async function reaches(id: string, holds: (detail: RunDetail) => boolean): Promise<RunDetail> {
  for (;;) {
    const detail = await call(RunDetail, 'GET', `/agent-runs/${id}`);
    if (holds(detail)) return detail;
    if (detail.run.endedAt !== null) throw new Error(JSON.stringify(detail.run));
    await Bun.sleep(50);
  }
}
const anything = { parse: (value: unknown) => value };

test.each(['before', 'after'])('a server that is killed %s GitHub has made the pull request finds out, once it is back: there is exactly one', async (when) => {
  const connector = await call(ConnectorView, 'POST', '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  const known = (await call(anything, 'GET', '/repositories')) as { items: RepositoryView[] };
  const shop = known.items[0] ?? (await call(RepositoryView, 'POST', '/repositories', { connectorId: connector.id, fullName: 'octo/shop' }));
  const projects = (await call(anything, 'GET', '/projects')) as { items: Project[] };
  const body = { projectId: projects.items[0]?.id, title: 'Two', repository: { repositoryId: shop.id }, recipe: { name: 'command', options: { command: `echo ${when} > a.txt` } }, checks: ['true'], merge: 'pull_request' };
  const run = await call(RunSummary, 'POST', '/agent-runs', body);
  const { gates } = await reaches(run.id, (detail) => detail.run.waitingOn === 'gate');
  const killed = new Promise<void>((resolve) => {
    hub.answerNext(/POST .*\/pulls$/, async () => {
      await server.end('SIGKILL');
      resolve();
      return new Response(null, { status: 500 });
    }, { after: when === 'after' });
  });
  await call(anything, 'POST', `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  await killed;
  server = await spawnServer({ dataDir: server.dataDir, env });
  const { effects } = await reaches(run.id, (detail) => detail.run.status === 'succeeded');
  expect(effects.map((effect) => [effect.kind, effect.status])).toEqual([['git.push', 'applied'], ['forge.pull_request', 'applied']]);
  const pulls = (await hub.ask('GET', '/repos/octo/shop/pulls?state=all&per_page=100')) as { head: { ref: string; sha: string } }[];
  expect(pulls.filter((pull) => pull.head.ref === `al/implement/${run.id}`)).toHaveLength(1);
  expect(await call(anything, 'GET', `/pull-requests?runId=${run.id}`)).toMatchObject({ items: [{ headSha: hub.git('shop', 'rev-parse', `al/implement/${run.id}`) }] });
});

test('the runner cloned with the credential, which its files, its processes and the sandbox never show', async () => {
  const shop = ((await call(anything, 'GET', '/repositories')) as { items: RepositoryView[] }).items[0];
  const projects = (await call(anything, 'GET', '/projects')) as { items: Project[] };
  // The sandbox writes down all that it sees of processes and of git.
  const command = `(env; cat /proc/*/environ /proc/*/cmdline; cat .git/config; ls -la / /tmp) 2>/dev/null | tr '\\0' '\\n' > seen.txt`;
  const run = await call(RunSummary, 'POST', '/agent-runs', { projectId: projects.items[0]?.id, title: 'Look', repository: { repositoryId: shop?.id }, recipe: { name: 'command', options: { command } }, checks: ['true'] });
  let argv = '';
  const detail = await reaches(run.id, (seen) => {
    argv += Bun.spawnSync(['ps', 'axww', '-o', 'args']).stdout.toString();
    return seen.run.waitingOn === 'gate';
  });
  expect(hub.seen.some((request) => request.path.includes('.git/') && request.authorization === `Basic ${btoa(`x-access-token:${hub.token}`)}`)).toBe(true);
  const diff = await (await server.api('GET', `/artifacts/${detail.artifacts.find((artifact) => artifact.kind === 'diff')?.id}/content`)).text();
  expect(diff).toContain('+PATH=');
  expect(diff).not.toContain(hub.token);
  expect(argv).not.toContain(hub.token);
  const left = Bun.spawnSync(['grep', '-rlaF', hub.token, server.dataDir]).stdout.toString().trim();
  expect(left).toBe('');
  const events = await (await server.api('GET', `/agent-runs/${run.id}/events?after=0`)).text();
  expect(events).not.toContain(hub.token);
});
