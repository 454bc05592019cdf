import { afterEach, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAgentStep } from '../testing/start-agent-step.ts';

/** Checks with secrets, in real sandboxes: they get them, nobody else does, and nothing shows or keeps them. */
const secret = 'hunter2-and-some-more';
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function repository(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'lime-env-'));
  folders.push(dir);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  for (const args of [['init', '-q', '-b', 'main'], ['add', '.'], ['-c', 'user.name=Ada', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'First']]) execFileSync('git', args, { cwd: dir });
  return dir;
}

type Wanted = { command?: string; checks: string[]; problem?: string; files?: Record<string, string> };
function begin({ command = 'echo new > a.txt', checks, problem, files = {} }: Wanted) {
  return startAgentStep({
    work: { repository: { url: repository({ 'a.txt': 'old\n', '.gitignore': 'left/\n', ...files }), ref: null }, recipe: { name: 'command', options: { command } }, checks, setup: 'mkdir -p left && env > left/setup' },
    model: null,
    checkEnv: { vars: problem === undefined ? [{ key: 'API_KEY', value: secret, isSecret: true }, { key: 'STAGE', value: 'staging-area', isSecret: false }] : [], problem: problem ?? null },
  });
}
const everything = (end: object) => JSON.stringify(end);
/** Every file below the folder, in one text. */
const allBelow = (folder: string): string => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');

test('checks get the variables; set-up and the agent do not', async () => {
  await using step = await begin({ command: 'echo "<$API_KEY$STAGE>" > a.txt; cat left/* > seen.txt', checks: [`test "$API_KEY" = "${secret}" && test "$STAGE" = staging-area`] });
  const end = await step.done;
  expect(end.status).toBe('succeeded');
  expect(end.output?.checks.before).toMatchObject([{ outcome: 'passed' }]);
  expect(end.output?.checks.after).toMatchObject([{ outcome: 'passed' }]);
  expect(end.artifacts['diff']).toContain('+<>');
  expect(allBelow(step.tree)).not.toContain(secret);
}, 20_000);

test('whatever checks print of a secret is masked: in events, results and artifacts, encoded, in pieces and cut off', async () => {
  const slow = [...secret].map((character) => `printf %s '${character}'; sleep 0.05`).join('; ');
  const noisy = ['echo $API_KEY', 'echo $API_KEY >&2', 'printf %s $API_KEY | base64', 'printf "user:%s" $API_KEY | base64', 'echo "https://x/?k=$API_KEY"', 'echo $STAGE', slow].join('; ');
  await using step = await begin({ checks: [noisy, 'yes "$API_KEY" | head -c 1500000'] });
  const end = await step.done;
  expect(end.status).toBe('succeeded');
  for (const form of [secret, Buffer.from(secret).toString('base64'), Buffer.from(`user:${secret}`).toString('base64').slice(8, 30), secret.slice(0, 9)]) expect(everything(end)).not.toContain(form);
  expect(end.output?.checks.after[0]?.output).toContain('https://x/?k=***\nstaging-area\n');
  expect(end.artifacts['checks']).toContain('***');
}, 30_000);

test('a check that fails tells its reason without the secret', async () => {
  await using step = await begin({ command: 'rm a.txt', checks: ['echo "key is $API_KEY"; test -e a.txt'] });
  const end = await step.done;
  expect([end.status, end.code]).toEqual(['failed', 'checks_broken']);
  expect(end.message).toContain('key is ***');
  expect(everything(end)).not.toContain(secret);
}, 20_000);

test('what checks leave in ignored files is neither the agent’s to find nor the runner’s to keep', async () => {
  await using step = await begin({ command: 'cp -r left found; echo new > a.txt', checks: ['echo $API_KEY > left/key; echo $API_KEY > untracked; echo $API_KEY > a.txt'] });
  const end = await step.done;
  expect(end.status).toBe('succeeded');
  expect(everything(end)).not.toContain(secret);
  expect(allBelow(join(step.tree, '..'))).not.toContain(secret);
  expect(readdirSync(join(step.tree, '..')).toSorted()).toEqual(['git', 'tree']);
}, 20_000);

test('a secret that stands in the change itself is named to who approves it, without its value', async () => {
  await using step = await begin({ command: `echo "const key = '${secret}'" > a.txt`, checks: [] });
  const end = await step.done;
  const found = end.events.find((event) => event.type === 'error' && event.code === 'secrets_found');
  expect(found).toMatchObject({ text: expect.stringContaining('stored-secret') });
  expect(everything(end.events)).not.toContain(secret);
}, 20_000);

test('variables that the server cannot open fail the step before any work', async () => {
  await using step = await begin({ checks: ['true'], problem: 'The variable API_KEY is sealed with the master key 1.' });
  expect(await step.done).toMatchObject({ status: 'failed', code: 'env_unavailable', message: expect.stringContaining('API_KEY') });
}, 20_000);

test('an agent finds what was set for agents, and checks do not; what it says of a secret is masked', async () => {
  const dir = repository({ 'a.txt': 'old\n' });
  await using step = await startAgentStep({
    work: { repository: { url: dir, ref: null }, recipe: { name: 'command', options: { command: 'echo "the token is $TOKEN"; echo "$STAGE" > a.txt' } }, checks: ['test -z "$TOKEN"'] },
    model: null,
    agentEnv: { vars: [{ key: 'TOKEN', value: secret, isSecret: true }, { key: 'STAGE', value: 'staging-area', isSecret: false }], problem: null },
  });
  const end = await step.done;
  expect([end.status, end.output?.checks.after[0]?.outcome]).toEqual(['succeeded', 'passed']);
  expect(end.artifacts['diff']).toContain('+staging-area');
  expect(everything(end)).toContain('the token is ***');
  expect(everything(end)).not.toContain(secret);
}, 20_000);

test('variables of agents that cannot be opened fail the step before any work', async () => {
  await using step = await startAgentStep({ work: { repository: { url: repository({ 'a.txt': 'old\n' }), ref: null }, recipe: { name: 'command', options: { command: 'true' } } }, model: null, agentEnv: { vars: [], problem: 'TOKEN is not as it was sealed.' } });
  const end = await step.done;
  expect([end.status, end.code, end.message]).toEqual(['failed', 'env_unavailable', 'TOKEN is not as it was sealed.']);
}, 20_000);
