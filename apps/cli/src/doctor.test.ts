import { expect, test } from 'bun:test';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFolder } from './client/find-connection.ts';
import { serverForTests } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

type Finding = { check: string; state: string; found: string; fix?: string };

const folder = serverForTests({ OPENAI_API_KEY: 'never-called' });
const installed = process.env['LIME_TEST_PROVIDERS'] ?? join(cloneFolder, 'node_modules/.lime/providers');
mkdirSync(join(folder.data, 'providers'), { recursive: true });
for (const name of ['claude', 'codex']) symlinkSync(join(installed, name), join(folder.data, 'providers', name));

async function examine(env: Record<string, string>): Promise<Map<string, Finding>> {
  const { stdout } = await runLime(['doctor', '--json'], { env });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return new Map(findings.map((finding) => [finding.check, finding]));
}

test('doctor says which agents there are, on which runners, and whether they have a model', async () => {
  const env = { LIME_DATA: folder.data };
  while (!(await runLime(['runners'], { env })).stdout.includes('online')) await Bun.sleep(100);
  const found = await examine(env);
  expect(found.get('codex')).toMatchObject({ state: 'fine', found: expect.stringMatching(/^installed here, on \S.*; model: gpt-5\.5$/) });
  expect(found.get('claude')).toMatchObject({ state: 'warning', found: expect.stringMatching(/^installed here, on \S.*; no model$/), fix: expect.stringContaining('Set ANTHROPIC_API_KEY') });
  expect(found.get('acp')).toMatchObject({ state: 'fine', found: 'not installed here, on no runner that is online; to have it: npx lime provider add acp' });
}, 30_000);

test('without a server it says what is installed', async () => {
  const found = await examine({ LIME_RUNNER_PROVIDERS: join(folder.data, 'providers'), LIME_PORT: '0' });
  expect([found.get('claude')?.found, found.get('acp')?.found]).toEqual(['installed here; whether it has a model is seen once the server runs', 'not installed here; to have it: npx lime provider add acp']);
});
