import { expect, setDefaultTimeout, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentsForTests, answerIn, runOf } from './testing/agents-for-tests.ts';
import { gitIn } from './testing/start-server.ts';

/** What people do with agents, on the command line: the real server, runner, sandboxes and programs, with a script for thoughts. */
setDefaultTimeout(60_000);

const plan = { summary: 'Two parts.', tickets: [{ title: 'Add b', description: 'A file b.', paths: ['a.txt'] }, { title: 'Add c', description: 'A file c.', paths: [] }] };
const review = { verdict: 'request_changes', summary: 'One thing.', comments: [{ path: 'b.txt', line: 1, text: 'Say it in full.', suggestion: 'bee' }] };

const script = `
cwd: /workspace
rules:
  - when: { prompt: '/^Make a plan/' }
    steps:
      - use: { tool: shell, command: "echo planned > a.txt" }
      - say: ${answerIn(plan)}
  - when: { prompt: '/^Review the code/' }
    steps:
      - use: { tool: write, path: b.txt, content: "reviewed" }
      - say: ${answerIn(review)}
  - when: { prompt: "A licence, please" }
    steps:
      - use: { tool: shell, command: "echo MIT > LICENSE" }
      - say: With a licence.
  - when: { prompt: '/<ticket>\\nAdd [bc]/' }
    steps:
      - use: { tool: shell, command: "echo b > b.txt; echo c > c.txt" }
      - say: Added.
  - when: { prompt: Mend a }
    steps:
      - use: { tool: shell, command: "echo mended > a.txt" }
      - say: Mended.
  - when: { prompt: Wait for me }
    steps:
      - use: { tool: shell, command: "echo part > part.txt; until [ -e go ]; do sleep 0.05; done" }
      - say: I have waited.
`;

const agents = agentsForTests({ script });

const { origin, start } = agents;
const checked = (provider: string, ...rest: string[]) => start(provider, '--check', 'test -s a.txt', ...rest);

test('a plan is written without changing anything; approved, its tickets are done in runs that ask one by one', async () => {
  const planned = await agents.lime(...start('claude', '--mode', 'plan', '--implement-after', '--max-cost', '200', 'Add two files'));
  expect([planned.exitCode, planned.stderr]).toEqual([0, '']);
  expect(planned.stdout).toContain('✘ Bash  denied');
  expect(planned.stdout).toContain('1. Add b');
  const run = runOf(planned.stdout);
  const approved = await agents.lime('approve', run);
  expect([approved.exitCode, approved.stdout]).toEqual([0, expect.stringContaining('It goes on in runs of its own')]);
  const children = await askingChildren(run);
  expect(children).toHaveLength(2);
  expect((await agents.lime('why', run)).stdout).toContain(`a decision about the runs ${children.join(', ')}`);
  // They start side by side: which of them is first is not said.
  const shown = [...(await agents.lime('show', run)).stdout.matchAll(/^ +(\d+) +waiting: gate +\$0\.\d+ +(Add [bc])$/gm)];
  expect(shown.map(([, id]) => id)).toEqual(children);
  expect(shown.map(([, , title]) => title).sort()).toEqual(['Add b', 'Add c']);
  for (const child of children) expect((await agents.lime('approve', child)).exitCode).toBe(0);
  expect((await agents.lime('watch', run)).stdout).toContain('✔ succeeded');
});

/** The runs that a run has started, once all of them ask. */
async function askingChildren(run: string): Promise<string[]> {
  for (;;) {
    const { children } = JSON.parse((await agents.lime('show', run, '--json')).stdout) as { children: { id: string; waitingOn: string | null; status: string }[] };
    if (children.length === 2 && children.every((child) => child.waitingOn === 'gate')) return children.map((child) => child.id);
    if (children.some((child) => child.status === 'failed')) throw new Error(`a run of the plan failed: ${JSON.stringify(children)}`);
    await Bun.sleep(200);
  }
}

test('a bug fix shows the check that fails before and passes after; without one nobody is paid', async () => {
  const fixed = await agents.lime(...start('codex', '--mode', 'bugfix', '--check', 'grep mended a.txt', 'Mend a'));
  expect([fixed.exitCode, fixed.stderr]).toEqual([0, '']);
  expect(fixed.stdout).toMatch(/✘ check {2}exit 1[^]*✔ check [^]*grep mended a\.txt failed before the change and passes after it/);
  const unproved = await agents.lime(...start('codex', '--mode', 'bugfix', '--check', 'true', 'Mend a'));
  expect([unproved.exitCode, unproved.stdout]).toEqual([1, expect.stringContaining('nothing_red')]);
  expect((await agents.lime('calls', runOf(unproved.stdout))).stdout).toBe('It has asked no model.\n');
});

test('a change is reviewed at its lines by another agent, which cannot change it', async () => {
  const first = runOf((await agents.lime(...checked('claude', 'Add b and c'))).stdout);
  const reviewed = await agents.lime('run', '--review', first, '--provider', 'codex', '--max-cost', '100');
  expect([reviewed.exitCode, reviewed.stderr]).toEqual([0, '']);
  expect(reviewed.stdout).toMatch(/✘ apply_patch {2}denied[^]*review {2}request changes\n[^]*b\.txt:1\n +Say it in full\.\n +bee/);
  expect((await agents.lime('show', first)).stdout).toMatch(new RegExp(`followed by\\n +${runOf(reviewed.stdout)} +reviews it +succeeded`));
});

test('a person is heard in the middle of the work', async () => {
  const said: Promise<unknown>[] = [];
  const release = (run: string) => agents.workspaces(run).forEach((workspace) => writeFileSync(join(workspace, 'tree/go'), ''));
  const follow = agents.limeUntil('▶ Bash  echo part', (run) => {
    said.push(agents.limeUntil('Message passed to the agent.', () => release(run), 'watch', '--until-gate', run));
    said.push(agents.lime('message', run, 'A licence, please.'));
  }, ...checked('claude', 'Wait for me'));
  const { stdout, exitCode } = await follow;
  await Promise.all(said);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('» You: A licence, please.')]);
  expect((await agents.lime('diff', runOf(stdout))).stdout).toContain('b/LICENSE');
});

test('a run that is stopped keeps what it had done, and is gone on with', async () => {
  const { stdout, exitCode } = await agents.limeUntil('▶ shell  echo part', (run) => void agents.lime('cancel', run), ...checked('codex', 'Wait for me'));
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('■ cancelled')]);
  const run = runOf(stdout);
  const { stdout: partial, stderr } = await agents.lime('diff', run);
  expect([partial, stderr]).toEqual([expect.stringContaining('+part\n'), expect.stringContaining(`npx lime message ${run} "go on"`)]);
  const next = await agents.lime('run', '--continue', run, '--provider', 'claude', 'Mend a after all');
  expect([next.exitCode, next.stderr]).toEqual([0, '']);
  const { stdout: diff } = await agents.lime('diff', runOf(next.stdout));
  expect(diff).toContain('b/part.txt');
  expect(diff).toContain('+mended');
});

test('three providers do the same ticket side by side, one is chosen and merged, and each costs what it costs', async () => {
  const each = ['claude', 'codex', 'acp'].flatMap((provider) => ['--attempt', provider]);
  const started = await agents.lime('run', '--repo', origin, '--project', 'AL', ...each, '--max-cost', '100', '--setup', '', '--check', 'test -s a.txt', '--merge', 'commit', 'Mend a');
  expect([started.exitCode, started.stderr]).toEqual([0, '']);
  const runs = [...started.stdout.matchAll(/^run (\d+) {2}http/gm)].map(([, run = '']) => run);
  expect(started.stdout).toMatch(/claude +waiting: gate [^]*codex +waiting: gate [^]*acp +waiting: gate /);
  const chosen = runs[1] ?? '';
  expect((await agents.lime('approve', chosen)).exitCode).toBe(0);
  expect((await agents.lime('attempts', chosen)).stdout).toMatch(/claude +cancelled[^]*codex +chosen[^]*acp +cancelled/);
  expect(gitIn(origin, 'show', 'main:a.txt')).toBe('mended');
  expect((await agents.lime('calls', chosen)).stdout).toMatch(/gpt-5\.5 +\S+ +answered +[\d,]+ in, \d+ out +\$0\.\d{4}/);
  const costs = (await agents.lime('costs', '--by', 'provider')).stdout;
  expect(costs).toMatch(/claude +\$\d/i);
  expect(costs).toMatch(/codex +\$\d/i);
  expect(costs).toMatch(/accepted changes?: \$\d+\.\d\d each/);
});
