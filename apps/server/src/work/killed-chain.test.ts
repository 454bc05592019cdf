import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Project, RunDetail, RunSummary } from '@lime/contracts';
import { createRepository } from '@lime/git';
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts';

/** The real server with its Postgres and runner, killed in the middle of a chain. */
setDefaultTimeout(120_000);
let folder: string;
let server: SpawnedServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lime-chain-'));
  await Bun.write(join(folder, 'files', 'a.txt'), 'one\n');
  const made = await createRepository({ gitDir: join(folder, 'origin.git'), folder: join(folder, 'files'), message: 'First\n', author: { name: 'Ada', email: 'ada@example.org' }, date: new Date() });
  if (!made.ok) throw new Error(made.message);
  server = await spawnServer();
});
afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function reaches(id: string, holds: (detail: RunDetail) => boolean): Promise<RunDetail> {
  for (;;) {
    const detail = RunDetail.parse(await (await server.api('GET', `/agent-runs/${id}`)).json());
    if (holds(detail)) return detail;
    if (detail.run.endedAt !== null) throw new Error(JSON.stringify(detail.run));
    await Bun.sleep(20);
  }
}
const recipe = (command: string) => ({ provider: 'recipe', recipe: { name: 'command', options: { command } } });

test.each(['review_1', 'bugfix_1', 'review_2'])('a server that is killed in the stage %s goes on there, and does nothing twice that was done', async (stage) => {
  const { items } = (await (await server.api('GET', '/projects')).json()) as { items: Project[] };
  const body = {
    projectId: items[0]?.id, title: 'Two', repository: { url: join(folder, 'origin.git') }, checks: ['true'], chain: ['implement', 'review', 'bugfix'], ...recipe(`echo ${stage} > b.txt`),
    // Each takes a moment, so that there is one to be killed in. What the review would do is what it asks for.
    stages: { review: recipe('sleep 0.5; echo two > c.txt'), bugfix: recipe('sleep 0.5; echo two > c.txt') },
  };
  const run = RunSummary.parse(await (await server.api('POST', '/agent-runs', body)).json());
  await reaches(run.id, ({ steps }) => steps.some(({ key, status }) => key === stage && status === 'running'));
  await server.end('SIGKILL');
  server = await spawnServer({ dataDir: server.dataDir });
  const { steps, gates, artifacts } = await reaches(run.id, (detail) => detail.run.waitingOn === 'gate');
  expect(steps.map(({ key, status }) => `${key} ${status}`)).toEqual(['implement succeeded', 'review_1 succeeded', 'bugfix_1 succeeded', 'review_2 succeeded', 'bugfix_2 skipped', 'review_3 skipped', 'outcome succeeded', 'review waiting']);
  expect(steps.filter(({ kind, key, attempt }) => kind === 'agent' && attempt > 1 && key !== stage)).toEqual([]);
  expect(gates.map(({ question, status }) => [question, status])).toEqual([['Apply this change? The review approves it.', 'open']]);
  expect(artifacts.filter(({ kind }) => kind === 'diff')).toHaveLength(2);
});
