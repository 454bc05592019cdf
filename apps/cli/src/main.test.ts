import { expect, test } from 'bun:test';
import { CliError } from './cli-error.ts';
import { entityCommands } from './commands/entity.ts';
import { commands } from './commands/index.ts';
import { createContext } from './context.ts';
import { commandHelp } from './help.ts';
import { runLime } from './testing/run-lime.ts';

// A process for each command would take longer than all else here.
const context = createContext({ json: false });

test('the program and every command explain themselves without a server', async () => {
  const help = await runLime(['--help']);
  expect(help.exitCode).toBe(0);
  const names = [...help.stdout.matchAll(/^ {2}([a-z-]+) {2,}\w/gm)].map((match) => match[1] ?? '').filter((name) => !name.startsWith('--'));
  expect(names).toContain('run');
  const entries = [...commands, ...entityCommands];
  expect(names.filter((name) => !entries.some((entry) => entry.name === name))).toEqual([]);
  for (const { name, summary, load } of entries) {
    const said = commandHelp(name, summary, (await load()).command, context.paint);
    expect([name, said.includes('Usage') && said.includes('Examples')]).toEqual([name, true]);
  }
  const run = await runLime(['run', '--help']);
  expect([run.exitCode, run.stdout.includes('Usage') && run.stdout.includes('Examples')]).toEqual([0, true]);
}, 30_000);

test.each([
  [[], ''],
  [['aprove', '1'], 'Did you mean: lime approve'],
  [['xyzzyplugh'], 'See: lime --help'],
  [['show'], 'the run is missing'],
])('a wrong command ends with 2 and says what is wrong: lime %p', async (args, says) => {
  const { exitCode, stderr } = await runLime(args);
  expect(stderr).toContain(says);
  expect(exitCode).toBe(2);
});

test.each([
  [['show', '1', '2'], 'unexpected "2"'],
  [['runs', '--statsu', 'failed'], 'Did you mean --status?'],
  [['runs', '--status', 'odd'], 'queued, running'],
  [['runs', '--limit', '-1'], 'not a number of runs'],
  [['watch', '1', '--after', 'x'], '--after x'],
  [['reject', '1'], '--note is missing'],
  [['run', '--recipe', 'x', '--ref', 'main', 'Title'], '--ref of which repository?'],
  [['run', '--repo', '.', 'Title'], '--recipe is missing'],
  [['run', '--repo', '.', '--recipe', 'x', '  '], 'the title is missing'],
  [['run', '--repo', '.', '--recipe', 'x', '--mode', 'guess', 'Title'], 'plan, implement, bugfix, review'],
  [['run', '--repo', '.', '--recipe', 'x', '--options', '[1]', 'Title'], 'not a JSON object'],
  [['run', '--repo', '.', '--recipe', 'x', '--max-cost', '1.5', 'Title'], 'whole number of cents'],
  [['redo'], 'the run is missing'],
  [['limits', 'sett', 'tenant', '1'], 'set SCOPE MAX'],
  [['limits', 'remove', 'tenant', '1'], 'lime limits remove SCOPE'],
  [['limits', 'set', 'everything', '1'], 'must be "tenant"'],
  [['limits', 'set', 'tenant', '0'], 'whole number from 1'],
  [['project', 'set', 'SHOP'], 'nothing to set'],
  [['project', 'set', 'SHOP', '--merge', 'squash'], 'none, ff, commit'],
  [['project', 'set', 'SHOP', '--approvals', '0'], 'from 1 to 10'],
  [['project', 'create', 'SHOP'], 'create KEY NAME'],
  [['budget', 'SHOP', 'set', 'hourly', '5'], 'daily, weekly, monthly'],
  [['budget', 'SHOP', 'set', 'daily', '5.5'], 'whole number of cents'],
])('so does one that its command refuses: lime %p', async ([name, ...args], says) => {
  const execute = async () => (await commands.find((entry) => entry.name === name)?.load())?.command.execute(context, args);
  const refused = await execute().catch((error: unknown) => error);
  if (!(refused instanceof CliError)) throw new Error('it was not refused', { cause: refused });
  expect(`${refused.message}\n${refused.hint}`).toContain(says);
  expect(refused.exitCode).toBe(2);
});

test('no server known, and a server that is away, end with 3 and say how to start it', async () => {
  const unknown = await runLime(['runs']);
  const away = await runLime(['runs'], { server: 'http://127.0.0.1:9' });
  for (const { exitCode, stderr } of [unknown, away]) {
    expect(stderr).toContain('npm start');
    expect(exitCode).toBe(3);
  }
});

test('with --json an error is JSON, too', async () => {
  const { stderr } = await runLime(['runs', '--json'], { server: 'http://127.0.0.1:9' });
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'unreachable' } });
});

test('doctor works without a server and names what is broken', async () => {
  const { exitCode, stdout } = await runLime(['doctor', '--json'], { env: { LIME_DATA: '/proc/lime', LIME_PORT: '0' } });
  const { findings, healthy } = JSON.parse(stdout) as { healthy: boolean; findings: { check: string; state: string; fix?: string }[] };
  expect(healthy).toBe(false);
  expect(findings.find((finding) => finding.check === 'data folder')).toMatchObject({ state: 'broken', fix: expect.stringContaining('LIME_DATA') });
  expect(findings.find((finding) => finding.check === 'git')?.state).toBe('fine');
  expect(exitCode).toBe(1);
});
