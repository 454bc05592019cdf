import { expect, setDefaultTimeout, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agentsForTests, answerIn, runOf } from './testing/agents-for-tests.ts';
import { gitIn, makeOrigin } from './testing/start-server.ts';

/** Chains, and several repositories in one run: the real server, runner, sandboxes and programs of two providers, with a script for thoughts. */
setDefaultTimeout(120_000);

const review = (verdict: string, text: string) => answerIn({ verdict, summary: text, comments: verdict === 'approve' ? [] : [{ path: 'b.txt', line: 1, lines: 1, text, suggestion: 'bee' }] });

const script = `
cwd: /workspace
rules:
  - when: { prompt: '/^A review of the change below asks for more[^]*Say it in full/' }
    steps:
      - use: { tool: shell, command: "echo bee > b.txt" }
      - say: Mended.
  - when: { prompt: '/^Review the code[^]*[+]bee/' }
    steps:
      - say: ${review('approve', 'Now it is said in full.')}
  - when: { prompt: '/^Review the code[^]*[+]b/' }
    steps:
      - say: ${review('request_changes', 'Say it in full.')}
  - when: { prompt: '/holds several repositories[^]*origin, [^,]*other[^]*Add b to both/' }
    steps:
      - use: { tool: shell, command: "for name in origin other; do echo b > $name/b.txt; done" }
      - say: Added to both.
  - when: { prompt: Add b }
    steps:
      - use: { tool: shell, command: "echo b > b.txt" }
      - say: Added.
`;

const agents = agentsForTests({ script, providers: ['claude', 'codex'] });

test.each([['claude', 'codex'], ['codex', 'claude']])('what %s has made is reviewed by %s, mended, reviewed again, and then asked about', async (worker, reviewer) => {
  const { exitCode, stdout, stderr } = await agents.lime(...agents.start(worker, '--check', 'test -s a.txt', '--chain', 'implement,review,bugfix', '--stage', `review=${reviewer}`, '--max-cost', '500', 'Add b'));
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Apply this change? The review approves it.');
  expect(stdout).toContain('Now it is said in full.');
  const run = runOf(stdout);
  const { steps } = JSON.parse((await agents.lime('show', run, '--json')).stdout) as { steps: { key: string; status: string }[] };
  expect(steps.map(({ key, status }) => `${key} ${status}`)).toEqual(['implement succeeded', 'review_1 succeeded', 'bugfix_1 succeeded', 'review_2 succeeded', 'bugfix_2 skipped', 'review_3 skipped', 'outcome succeeded', 'review waiting']);
  expect((await agents.lime('diff', run)).stdout).toContain('+bee');
  expect((await agents.lime('approve', run)).exitCode).toBe(0);
  expect(gitIn(agents.origin, 'show', `al/implement/${run}:b.txt`)).toBe('bee');
});

/** A second repository, called `other`. */
function otherOrigin(): string {
  const folder = mkdtempSync(join(dirname(agents.origin), 'other-'));
  const other = join(folder, 'other.git');
  execFileSync('mv', [makeOrigin(folder), other]);
  return other;
}

test.each(['claude', 'codex', 'recipe'])('%s changes two repositories in one run; one approval, and each has its branch', async (provider) => {
  const other = otherOrigin();
  const who = provider === 'recipe' ? ['--recipe', 'command', '--option', 'command=echo b > b.txt'] : ['--provider', provider, '--max-cost', '200'];
  const { exitCode, stdout, stderr } = await agents.lime('run', '--repo', agents.origin, '--repo', other, ...who, '--project', 'AL', '--setup', '', '--check', 'test -s a.txt', 'Add b to both');
  expect([exitCode, stderr]).toEqual([0, '']);
  const run = runOf(stdout);
  expect((await agents.lime('diff', run)).stdout).toMatch(/b\/origin\/b\.txt[^]*b\/other\/b\.txt/);
  expect((await agents.lime('approve', run)).exitCode).toBe(0);
  for (const repository of [agents.origin, other]) {
    expect(gitIn(repository, 'show', `al/implement/${run}:b.txt`)).toBe('b');
    expect(gitIn(repository, 'ls-tree', '--name-only', `al/implement/${run}`)).toBe('a.txt\nb.txt');
  }
});

test('a repository that cannot be pushed to keeps no other from it, and what was done is told', async () => {
  const other = otherOrigin();
  const { stdout } = await agents.lime('run', '--repo', other, '--repo', agents.origin, '--recipe', 'command', '--option', 'command=echo c > c.txt', '--project', 'AL', '--setup', '', '--check', 'test -s a.txt', 'Add c');
  const run = runOf(stdout);
  // Away, it would be waited for; this one answers, and refuses.
  gitIn(other, 'config', 'receive.hideRefs', 'refs/heads/al');
  const approved = await agents.lime('approve', run);
  expect(approved.exitCode).toBe(1);
  expect(gitIn(agents.origin, 'show', `al/implement/${run}:c.txt`)).toBe('c');
  const { run: ended, effects } = JSON.parse((await agents.lime('show', run, '--json')).stdout) as { run: { status: string; error: { message: string } }; effects: { status: string }[] };
  expect([ended.status, ended.error.message]).toEqual(['failed', expect.stringMatching(/^other: [^]*\nDone in origin\.$/)]);
  expect(effects.map(({ status }) => status)).toEqual(['refused', 'applied']);
});
