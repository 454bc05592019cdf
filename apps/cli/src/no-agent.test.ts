import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { agentsForTests } from './testing/agents-for-tests.ts';

/** What people hear when there is no agent to do their work: before anything is spent, with what to do about it. */
setDefaultTimeout(60_000);
/** A model server that refuses every key. */
const upstream = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => Response.json({ type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }, { status: 401 }) });

const agents = agentsForTests({ providers: ['claude', 'codex'], env: { ANTHROPIC_API_KEY: 'key-that-nobody-knows', ANTHROPIC_BASE_URL: upstream.url.origin } });
afterAll(() => upstream.stop(true));

test.each([
  ['a provider that is not installed', ['--provider', 'acp'], 'npx lime provider add acp'],
  ['no key', ['--provider', 'codex'], 'Set OPENAI_API_KEY'],
  ['an unknown model', ['--provider', 'claude', '--model', 'claude-next'], '"claude-next" is not a model that this server knows the price of'],
  ["another provider's model", ['--provider', 'claude', '--model', 'gpt-5.5'], 'No upstream of this server serves "gpt-5.5" to claude agents'],
  ['a word that is no provider', ['--provider', 'gemini'], 'It may be: recipe, claude, codex, acp'],
  ['one of several', ['--attempt', 'claude', '--attempt', 'codex'], 'Set OPENAI_API_KEY'],
])('%s: no run is started, and it is said what to do', async (_, who, says) => {
  const refused = await agents.lime('run', '--repo', agents.origin, ...who, 'Write');
  expect([refused.exitCode === 0, refused.stdout, refused.stderr]).toEqual([false, '', expect.stringContaining(says)]);
  expect(JSON.parse((await agents.lime('runs', '--json')).stdout)).toMatchObject({ items: [] });
});

test('a key that is refused ends the run at its first call, which costs nothing and never shows the key', async () => {
  const ended = await agents.lime('run', '--repo', agents.origin, '--provider', 'claude', '--setup', '', '--check', 'true', 'Write');
  expect([ended.exitCode, ended.stdout]).toEqual([1, expect.stringMatching(/✘ failed .*key/)]);
  const { items } = JSON.parse((await agents.lime('runs', '--json')).stdout) as { items: { id: string; costCents: number }[] };
  expect(items.map((run) => run.costCents)).toEqual([0]);
  const everything = ended.stdout + (await agents.lime('watch', '--json', items[0]?.id ?? '')).stdout + (await agents.lime('calls', items[0]?.id ?? '')).stdout;
  expect(everything).toContain('failed');
  expect(everything).not.toContain('key-that-nobody-knows');
});
