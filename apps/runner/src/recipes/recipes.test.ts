import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testWorkspace, type TestWorkspace } from '../testing/test-workspace.ts';
import { bundledToolMounts } from './bundled-tools.ts';
import { findRecipe, recipes } from './recipes.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

const SAMPLE = fileURLToPath(new URL('../../../../samples/price-calculator', import.meta.url));

async function plan(workspace: TestWorkspace, name: string, options: unknown) {
  const found = findRecipe(name);
  if (!found.ok) throw new Error(found.message);
  return found.recipe.plan(options, workspace.repository);
}

async function run(workspace: TestWorkspace, name: string, options: unknown) {
  const planned = await plan(workspace, name, options);
  if (!planned.ok) throw new Error(planned.message);
  for (const { argv, okExitCodes = [0] } of planned.plan.steps) {
    const { exitCode, output } = await workspace.exec(argv, { readOnly: planned.plan.needsTools ? bundledToolMounts() : [] });
    if (!okExitCodes.includes(exitCode)) throw new Error(`exit ${exitCode}: ${output}`);
  }
}

describe('the registry', () => {
  test('answers an unknown name with those there are', () => {
    expect(findRecipe('nope')).toEqual({ ok: false, message: 'There is no recipe «nope». There are: ast-grep, jscodeshift, eslint-fix, format, bump-dependency, command.' });
  });

  test('every recipe has its own name and says what it does', () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
    for (const { title, description } of recipes) expect(title.length * description.length).toBeGreaterThan(0);
  });

  test.each([
    ['ast-grep', { pattern: 'a' }], ['ast-grep', { pattern: 'a', rewrite: 'b', language: 'js', rule: 'id: x' }], ['ast-grep', { ruleFile: '../outside.yml' }], ['ast-grep', { pattern: 'a', rewrite: 'b', language: '--config' }],
    ['jscodeshift', {}], ['jscodeshift', { transform: '/etc/passwd' }], ['jscodeshift', { source: 'x', extensions: 'js; id' }],
    ['eslint-fix', { paths: ['--rulesdir=x'] }], ['format', { paths: [] }], ['command', {}], ['command', { command: ' ' }], ['command', { command: 'ls', more: 1 }],
    ['bump-dependency', { package: '--registry=http://x' }], ['bump-dependency', { package: 'left-pad', version: 'http://evil/x.tgz' }],
  ])('%s refuses the options %j', async (name, options) => {
    using workspace = testWorkspace({});
    expect(await plan(workspace, name, options)).toMatchObject({ ok: false, message: expect.stringContaining(name) });
  });
});

describe('recipes in the sandbox', () => {
  test('ast-grep fixes the sample: one test red before, all green after', async () => {
    using workspace = testWorkspace({});
    cpSync(SAMPLE, workspace.dir, { recursive: true });
    const before = await workspace.exec(['node', '--test']);
    await run(workspace, 'ast-grep', { pattern: 'Math.floor($AMOUNT * 100)', rewrite: 'Math.round($AMOUNT * 100)', language: 'js' });
    const after = await workspace.exec(['node', '--test']);
    expect(before).toMatchObject({ exitCode: 1, output: expect.stringMatching(/pass 8\n.*fail 1\n/) });
    expect(after).toMatchObject({ exitCode: 0, output: expect.stringMatching(/pass 9\n.*fail 0\n/) });
    expect(workspace.read('src/discount.js')).toContain('Math.floor(quantity / 10)');
  });

  test('ast-grep takes a YAML rule, inline or from the repository, and leaves node_modules alone', async () => {
    const rule = 'id: no-floor\nlanguage: JavaScript\nrule:\n  pattern: old($A)\nfix: fresh($A)\n';
    using workspace = testWorkspace({ 'a.js': 'old(1);\n', 'rules/r.yml': rule, 'node_modules/x/i.js': 'old(2);\n' });
    await run(workspace, 'ast-grep', { rule });
    expect(workspace.read('a.js')).toBe('fresh(1);\n');
    workspace.write({ 'a.js': 'old(3);\n' });
    await run(workspace, 'ast-grep', { ruleFile: 'rules/r.yml', paths: ['a.js'] });
    expect(workspace.read('a.js')).toBe('fresh(3);\n');
    expect(workspace.read('node_modules/x/i.js')).toBe('old(2);\n');
  });

  test('jscodeshift runs a transform of the repository, or its source', async () => {
    const source = "export default function transform(file, api) {\n  const j = api.jscodeshift;\n  return j(file.source).find(j.Identifier, { name: 'before' }).forEach((path) => { path.node.name = 'after'; }).toSource();\n}\n";
    using workspace = testWorkspace({ 'src/a.ts': 'const before: number = 1;\n', 'src/b.js': 'before();\n', 'codemods/t.js': source, 'node_modules/x/i.js': 'before();\n' });
    await run(workspace, 'jscodeshift', { source, paths: ['src'] });
    expect(workspace.read('src/a.ts')).toBe('const after: number = 1;\n');
    workspace.write({ 'src/b.js': 'before();\n' });
    await run(workspace, 'jscodeshift', { transform: 'codemods/t.js', paths: ['src/b.js', 'node_modules'] });
    expect(workspace.read('src/b.js')).toBe('after();\n');
    expect(workspace.read('node_modules/x/i.js')).toBe('before();\n');
  });

  test('eslint-fix uses our rules where the repository has no ESLint', async () => {
    using workspace = testWorkspace({ 'a.js': 'var x = 1;\nexport const o = { x: x };\n', 'b.ts': "let n: number = 1;\nexport const s = 'a' + n;\n", 'dist/c.js': 'var y = 1;\n' });
    await run(workspace, 'eslint-fix', {});
    expect(workspace.read('a.js')).toBe('const x = 1;\nexport const o = { x };\n');
    expect(workspace.read('b.ts')).toBe('const n: number = 1;\nexport const s = `a${  n}`;\n');
    expect(workspace.read('dist/c.js')).toBe('var y = 1;\n');
  });

  test('eslint-fix and format prefer what the repository has installed', async () => {
    using workspace = testWorkspace({ 'a.js': 'x\n' });
    mkdirSync(join(workspace.dir, 'node_modules/.bin'), { recursive: true });
    for (const bin of ['eslint', 'prettier', 'biome']) writeFileSync(join(workspace.dir, 'node_modules/.bin', bin), `#!/bin/sh\necho ${bin} "$@" > ${bin}.txt\n`, { mode: 0o755 });
    await run(workspace, 'eslint-fix', { paths: ['a.js', '$(touch pwned)'] });
    await run(workspace, 'format', {});
    workspace.write({ 'biome.json': '{}' });
    await run(workspace, 'format', {});
    expect(workspace.read('eslint.txt')).toBe('eslint --fix -- a.js $(touch pwned)\n');
    expect(workspace.read('prettier.txt')).toBe('prettier --write --ignore-unknown --log-level=warn -- .\n');
    expect(workspace.read('biome.txt')).toBe('biome format --write --no-errors-on-unmatched .\n');
    expect(existsSync(join(workspace.dir, 'pwned'))).toBe(false);
  });

  test('format uses our Prettier with the repository\'s style', async () => {
    using workspace = testWorkspace({ 'a.js': "const a = {b:'c'}\n", '.prettierrc': '{ "singleQuote": true }', 'data.bin': 'x' });
    await run(workspace, 'format', {});
    expect(workspace.read('a.js')).toBe("const a = { b: 'c' };\n");
  });

  test('command runs anything', async () => {
    using workspace = testWorkspace({});
    await run(workspace, 'command', { command: 'echo hi > out.txt; exit 0' });
    expect(workspace.read('out.txt')).toBe('hi\n');
    expect(run(workspace, 'command', { command: 'echo sorry; exit 3' })).rejects.toThrow('exit 3: sorry');
  });
});

describe('bump-dependency', () => {
  test.each([
    [{ 'package.json': '{"dependencies":{"zod":"^3.0.0"}}', 'package-lock.json': '{}' }, 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund --save -- zod@latest'],
    [{ 'package.json': '{"devDependencies":{"zod":"1"}}', 'pnpm-lock.yaml': '' }, 'pnpm add --lockfile-only --ignore-scripts --save-dev zod@latest'],
    [{ 'package.json': '{"dependencies":{"zod":"1"}}', 'bun.lock': '' }, 'bun add --lockfile-only --ignore-scripts zod@latest'],
    [{ 'package.json': '{"dependencies":{"zod":"1"}}', 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn add --modules-folder=/tmp/modules --ignore-scripts --non-interactive zod@latest'],
    [{ 'package.json': '{"dependencies":{"zod":"1"}}', 'yarn.lock': '__metadata:\n' }, 'yarn add --mode=update-lockfile zod@latest'],
  ])('plans for %j', async (files, expected) => {
    using workspace = testWorkspace(files);
    const planned = await plan(workspace, 'bump-dependency', { package: 'zod' });
    if (!planned.ok) throw new Error(planned.message);
    expect(planned.plan).toMatchObject({ changesDependencies: true, steps: [{ network: 'registries' }] });
    expect(planned.plan.steps[0]?.argv.join(' ')).toBe(expected);
  });

  test('refuses a package that is no dependency, and a repository without package.json', async () => {
    using workspace = testWorkspace({});
    expect(await plan(workspace, 'bump-dependency', { package: 'zod' })).toMatchObject({ ok: false, message: expect.stringContaining('package.json') });
    workspace.write({ 'package.json': '{"dependencies":{"a":"1"},"devDependencies":{"b":"1"}}' });
    expect(await plan(workspace, 'bump-dependency', { package: 'zod' })).toMatchObject({ ok: false, message: expect.stringContaining('Known: a, b') });
  });
});

test('the repository is looked at without following links out of it', async () => {
  using workspace = testWorkspace({ 'a.txt': 'a' });
  symlinkSync('/etc/passwd', join(workspace.dir, 'package.json'));
  symlinkSync('a.txt', join(workspace.dir, 'inside'));
  Bun.spawnSync(['mkfifo', join(workspace.dir, 'Makefile')]);
  expect(await workspace.repository.readText('package.json')).toBeNull();
  expect(await workspace.repository.readText('../../etc/passwd')).toBeNull();
  expect(await workspace.repository.hasFile('Makefile')).toBe(false);
  expect(await workspace.repository.readText('inside')).toBe('a');
});
