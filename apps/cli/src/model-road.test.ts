import { expect, test } from 'bun:test';
import { agentsForTests, runOf } from './testing/agents-for-tests.ts';
import { gitIn } from './testing/start-server.ts';

/** The road with language models: the real server, gateway, runner, sandboxes and programs; the model's thought is a script. */
const script = `
cwd: /workspace
rules:
  - when: { prompt: Say new }
    steps:
      - { say: I look., use: { tool: read, path: a.txt } }
      - use: { tool: shell, command: "echo new > a.txt" }
      - say: It says new.
  - when: { prompt: Go on }
    steps:
      - use: { tool: shell, command: "cp a.txt b.txt" }
      - say: It goes on.
`;

const { origin, lime, start } = agentsForTests({ script, providers: ['claude', 'codex'] });

test.each([['claude', 'claude-sonnet-5-5'], ['codex', 'gpt-5.5']])('%s does a ticket, goes on with it, and people merge it', async (provider, model) => {
  const first = await lime(...start(provider, '--model', model, '--check', 'test -s a.txt', `Say new, ${provider}`));
  expect([first.exitCode, first.stderr]).toEqual([0, '']);
  const run = runOf(first.stdout);
  expect((await lime('diff', run)).stdout).toContain('-old\n+new\n');
  expect((await lime('show', run)).stdout).toMatch(/cost \$0\.\d+/);
  const second = await lime('run', '--continue', run, 'Go on with it');
  expect([second.exitCode, second.stderr]).toEqual([0, '']);
  const next = runOf(second.stdout);
  expect((await lime('diff', next)).stdout).toContain('b/b.txt');
  expect((await lime('approve', next)).exitCode).toBe(0);
  expect(gitIn(origin, 'branch', '--list', `*implement/${next}`)).not.toBe('');
}, 120_000);
