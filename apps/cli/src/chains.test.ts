import { expect, test } from 'bun:test';
import { gitIn, makeOrigin, serverForTests } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

/** Runs that follow on runs, on the command line, against the real server with its runner and real sandboxes. */
const folder = serverForTests();
const origin = makeOrigin(folder.path);

const lime = (args: string[]) => runLime(args, { env: { LIME_DATA: folder.data } });
const change = (command: string, ...rest: string[]) => ['run', '--repo', origin, '--recipe', 'command', '--option', `command=${command}`, '--project', 'AL', '--check', 'test -s a.txt', ...rest];
const runsIn = (stdout: string) => [...stdout.matchAll(/run (\d+)/g)].map((match) => match[1] ?? '');

test('a run goes on with the change of another, and says so on both sides', async () => {
  const [first = ''] = runsIn((await lime(change('echo one > b.txt', 'Add b'))).stdout);
  const next = await lime(['run', '--continue', first, '--recipe', 'command', '--option', 'command=cat b.txt > c.txt']);
  expect([next.exitCode, next.stderr]).toEqual([0, '']);
  const [second = ''] = runsIn(next.stdout);
  const { stdout: diff } = await lime(['diff', second]);
  expect(diff).toContain('+++ b/b.txt');
  expect(diff).toContain('+++ b/c.txt');
  expect((await lime(['show', second])).stdout).toContain(`goes on with run ${first}`);
  expect((await lime(['show', first])).stdout).toMatch(new RegExp(`followed by\\n +${second} +goes on with it`));
  await lime(['approve', second]);
  expect(gitIn(origin, 'show', `al/implement/${second}:c.txt`)).toBe('one');
}, 60_000);

test('a message to a run that is over is gone on with by a new one, which is followed to its gate', async () => {
  const [first = ''] = runsIn((await lime(change('echo two > d.txt', 'Add d'))).stdout);
  await lime(['reject', first, '--note', 'not like this']);
  const said = await lime(['message', first, 'Try once more.']);
  expect([said.exitCode, said.stdout]).toEqual([0, expect.stringMatching(new RegExp(`run \\d+ goes on with run ${first}\n[^]*npx lime approve`))]);
}, 60_000);

test('of attempts side by side one is chosen, and the others are withdrawn', async () => {
  const started = await lime(['run', '--repo', origin, '--project', 'AL', '--attempt', 'recipe:command', '--attempt', 'recipe:command', '--option', 'command=echo x > e.txt', '--check', 'test -s a.txt', 'Add e']);
  expect([started.exitCode, started.stderr]).toEqual([0, '']);
  const [first = '', second = ''] = runsIn(started.stdout);
  expect((await lime(['attempts', first])).stdout).toMatch(new RegExp(`^ *${first} +recipe:command +waiting: gate .*1 of 1 checks pass[^]*\n *${second} `, 'm'));
  expect((await lime(['approve', second])).exitCode).toBe(0);
  expect((await lime(['attempts', first])).stdout).toMatch(new RegExp(`${first} +recipe:command +cancelled[^]*${second} +recipe:command +chosen`));
  expect((await lime(['approve', first])).stderr).toContain('waits at no gate');
  expect((await lime(['run', '--repo', origin, '--attempt', 'claude', 'One'])).stderr).toContain('one attempt is no choice');
}, 60_000);

test('a change with a likely secret is held until somebody says why it may go out', async () => {
  const token = `ghp_${'aB3dE5fG7h'.repeat(4).slice(0, 36)}`;
  const started = await lime(change(`printf 'token=%s%s' ghp_ ${token.slice(4)} > config.env`, 'Add config'));
  const [run = ''] = runsIn(started.stdout);
  expect(started.stdout).toContain('config.env:1');
  expect(started.stdout).not.toContain(token);
  const refused = await lime(['approve', run]);
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('Likely secrets at config.env:1')]);
  expect((await lime(['approve', run, '--acknowledge-secrets'])).stderr).toContain('needs a reason');
  expect((await lime(['diff', run])).stderr).toContain('config.env:1');
  expect((await lime(['show', run])).stdout).toContain('This looks as if it held secrets');
  expect((await lime(['approve', run, '--acknowledge-secrets', '--note', 'a made-up one'])).exitCode).toBe(0);
}, 60_000);

test('a plan is shown, and becomes tickets when it is approved', async () => {
  const planned = await lime(change('echo f > f.txt; echo g > g.txt', '--mode', 'plan', 'Add two files'));
  expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining('Create these tickets?')]);
  expect(planned.stdout).toContain('\nplan\n');
  const [run = ''] = runsIn(planned.stdout);
  expect((await lime(['approve', run])).exitCode).toBe(0);
  const { steps } = JSON.parse((await lime(['show', run, '--json'])).stdout) as { steps: { key: string; output: unknown }[] };
  expect(steps.find((step) => step.key === 'create')?.output).toMatchObject({ tickets: [{ ref: expect.stringMatching(/^AL-\d+$/) }] });
}, 60_000);

test('hosts of a project are set and narrowed, and costs are told', async () => {
  expect((await lime(['project', 'set', 'AL', '--egress', '*.example.org, registries'])).stdout).toContain('agents reach *.example.org, registries');
  const refused = await lime(change('true', '--egress', 'evil.org', 'Reach out'));
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('"evil.org"')]);
  expect((await lime(['costs', '--by', 'ticket'])).stdout).toMatch(/total +\$0\.00 [^]*accepted changes?: \$0\.00 each/);
  expect((await lime(['costs', '--by', 'moon'])).exitCode).toBe(2);
}, 60_000);
