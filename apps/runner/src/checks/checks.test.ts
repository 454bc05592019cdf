import { describe, expect, test } from 'bun:test';
import type { CheckResult } from '@lime/contracts';
import { testWorkspace } from '../testing/local-sandbox.ts';
import { compareChecks } from './compare-checks.ts';
import { detectChecks } from './detect-checks.ts';
import { runChecks } from './run-checks.ts';

describe('detectChecks', () => {
  test.each<[Record<string, string>, string[]]>([
    [{}, []],
    [{ 'package.json': '{"scripts":{"test":"node --test","lint":"eslint .","build":"x","typecheck":"tsc"}}' }, ['npm run --silent test', 'npm run --silent lint', 'npm run --silent typecheck']],
    [{ 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' }, []],
    [{ 'package.json': '{"scripts":{"test":"vitest"}}', 'pnpm-lock.yaml': '' }, ['pnpm run --silent test']],
    [{ 'package.json': 'not json' }, []],
    [{ 'pyproject.toml': '[tool.pytest.ini_options]\n' }, ['if [ -x .venv/bin/python ]; then .venv/bin/python -m pytest -q; else python3 -m pytest -q; fi']],
    [{ 'go.mod': 'module x\n', Makefile: 'test:\n\tgo test\n' }, ['go test ./...']],
    [{ 'Cargo.toml': '' }, ['cargo test --offline --quiet']],
    [{ Makefile: 'all:\n\ttrue\ntest: all\n\ttrue\n' }, ['make test']],
    [{ Makefile: 'test := no\n' }, []],
  ])('of %j', async (files, checks) => {
    using workspace = testWorkspace(files);
    expect(await detectChecks(workspace.repository)).toEqual(checks);
  });
});

describe('runChecks', () => {
  test('gives every check its outcome, and goes on after one that fails', async () => {
    using workspace = testWorkspace({}, { timeoutMs: 1_000 });
    const outcome = await runChecks({ commands: ['echo out; echo err >&2', 'exit 7', 'echo begun; sleep 60', 'no-such-program'], exec: workspace.exec, emit: workspace.emit });
    if (!outcome.ok) throw new Error(outcome.message);
    expect(outcome.results.map(({ outcome: how, exitCode }) => [how, exitCode])).toEqual([['passed', 0], ['failed', 7], ['timed_out', null], ['failed', 127]]);
    expect(outcome.results[0]?.output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
    expect(outcome.results[2]?.output).toBe('begun\n');
  });

  test('stops when cancelled', async () => {
    const stop = new AbortController();
    using workspace = testWorkspace({}, { signal: stop.signal });
    const running = runChecks({ commands: ['echo begun; sleep 60', 'true'], exec: workspace.exec, emit: (event) => { if (event.type === 'tool' && event.phase === 'output') stop.abort(); } });
    expect(await running).toMatchObject({ ok: false, code: 'cancelled' });
  });
});

describe('compareChecks', () => {
  const check = (command: string, outcome: CheckResult['outcome'], output = `${command} output`): CheckResult => ({ command, outcome, exitCode: outcome === 'passed' ? 0 : 1, durationMs: 1, output });

  test('what was green must stay green, and both outputs are shown', () => {
    const result = compareChecks([check('a', 'passed', 'was fine'), check('b', 'failed')], [check('a', 'failed', 'now broken'), check('b', 'passed')], 'implement');
    expect(result).toMatchObject({ ok: false, code: 'checks_broke', message: expect.stringMatching(/was fine[^]*now broken/) });
    expect(compareChecks([check('a', 'passed')], [check('a', 'timed_out')], 'implement')).toMatchObject({ ok: false });
    expect(compareChecks([check('a', 'passed')], [], 'implement')).toMatchObject({ ok: false, message: expect.stringContaining('did not run') });
  });

  test('what was red may stay red, unless a bug is to be fixed', () => {
    const red = [check('a', 'failed'), check('b', 'passed')];
    expect(compareChecks(red, red, 'implement')).toEqual({ ok: true, note: '1 of 2 checks pass; the others failed before the change as well.' });
    expect(compareChecks(red, red, 'bugfix')).toMatchObject({ ok: false, code: 'bug_not_fixed' });
    expect(compareChecks(red, [check('a', 'passed'), check('b', 'passed')], 'bugfix')).toMatchObject({ ok: true });
    expect(compareChecks([check('b', 'passed')], [check('b', 'passed')], 'bugfix')).toMatchObject({ ok: false, code: 'nothing_red' });
    expect(compareChecks([], [], 'bugfix')).toMatchObject({ ok: false, code: 'nothing_red' });
    expect(compareChecks([], [], 'implement')).toMatchObject({ ok: true, note: expect.stringContaining('no checks') });
  });
});
