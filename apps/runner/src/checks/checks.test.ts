import { describe, expect, test } from 'bun:test';
import type { CheckResult } from '@lime/contracts';
import { testWorkspace } from '../testing/test-workspace.ts';
import { compareChecks, findNothingRed } from './compare-checks.ts';
import { detectChecks } from './detect-checks.ts';

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
    expect(compareChecks([], [], 'implement')).toMatchObject({ ok: true, note: expect.stringContaining('no checks') });
  });

  test('without a check that fails nothing can show that a bug is fixed', () => {
    expect(findNothingRed([check('b', 'passed')], 'bugfix')).toMatchObject({ code: 'nothing_red' });
    expect(findNothingRed([], 'bugfix')).toMatchObject({ code: 'nothing_red' });
    expect(findNothingRed([check('b', 'passed'), check('c', 'timed_out')], 'bugfix')).toBeNull();
    expect(findNothingRed([], 'implement')).toBeNull();
  });
});
