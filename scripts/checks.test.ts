import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyProject } from './testing/copy-project.ts';

/** The tier order of the plan of the house: each module may import those of the tiers before its own. */
const tiers = [['audit'], ['identity', 'vault'], ['agents', 'budgets', 'hooks', 'intake'], ['runs'], ['forge'], ['factory', 'workforce', 'studio', 'ramp'], ['channels', 'ops']];

const project = copyProject();
const modules = globSync('modules/*/package.json', { cwd: project.path }).map((path) => path.split('/')[1] ?? '');
const workspaces = globSync(['{apps,modules,packages}/*/package.json', 'drill/package.json'], { cwd: project.path }).map((path) => dirname(path));

afterAll(() => project[Symbol.dispose]());

/** Every violation that the tests below look for, planted in the copy at once: each tool runs a single time. */
beforeAll(async () => {
  for (const workspace of workspaces) plant(`${workspace}/src/planted-type-error.ts`, "export const planted: number = 'text';");
  for (const name of modules) plant(`modules/${name}/src/planted-import.ts`, forbiddenTo(name).map((other) => `import '@lime/${other}';`).join('\n'));
  for (const [path, code] of plantedFiles) plant(path, code);
  for (const { rule, code } of lintRules) plant(lintFile(rule), code);
  add('packages/kernel/src/ids.ts', 'export const plantedExport = 1;');
  add('modules/runs/src/tunables.ts', 'export const plantedExport = 1;');
  add('packages/contracts/src/ids.ts', "import 'pino';");
  const manifest = join(project.path, 'packages/contracts/package.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"zod":', '"planted-dependency": "1.0.0", "zod":'));
  result = await check();
}, 180_000);

let result: { code: number; lines: string[] };

const plantedWrite = 'export const planted = (sql: (text: TemplateStringsArray) => unknown) => sql`\n  UPDATE runs SET status = 1`;';

const plantedFiles: [string, string][] = [
  ['packages/kernel/src/planted-import.ts', "import '@lime/contracts';"],
  ['packages/db/src/planted-import.ts', "import '@lime/audit';"],
  ['modules/audit/src/planted-app.ts', "import '../../../apps/server/src/config.ts';"],
  ['apps/cli/src/planted-app.ts', "import '../../runner/src/claim-loop.ts';"],
  ['apps/web/src/planted-import.ts', "import '@lime/runs';"],
  ['apps/runner/src/planted-import.ts', "import '@lime/db';"],
  ['apps/cli/src/planted-import.ts', "import '@lime/http';"],
  ['modules/factory/src/planted-deep.ts', "import '../../runs/src/tunables.ts';"],
  ['modules/factory/src/planted-relative.ts', "import '../../runs/src/index.ts';"],
  ['packages/http/src/planted-cycle-a.ts', "import './planted-cycle-b.ts';"],
  ['packages/http/src/planted-cycle-b.ts', "import './planted-cycle-a.ts';"],
  ['packages/git/src/planted-unresolvable.ts', "import './planted-nowhere.ts';"],
  ['packages/git/src/planted-test-code.ts', "import './testing/test-folder.ts';"],
  ['packages/contracts/src/planted-core.ts', "import 'node:fs';"],
  ['apps/web/src/features/run/planted-feature.ts', "import '../board/board-order.ts';"],
  ['apps/web/src/lib/planted-layer.ts', "import '../features/board/board-order.ts';"],
  ['modules/planted/src/index.ts', 'export {};'],
  ['apps/server/src/planted-tierless.ts', "import '../../../modules/planted/src/index.ts';"],
  ['modules/audit/src/planted-statement.ts', 'export const planted = (sql: (text: TemplateStringsArray) => unknown) => sql`SELECT 1`;'],
  ['modules/factory/src/sql/planted-write.ts', plantedWrite],
  ['modules/runs/src/queries/planted-write.ts', plantedWrite],
  ['packages/db/migrations/9999_planted.sql', 'CREATE TABLE planted_table (id bigint);'],
  ['packages/kernel/src/planted-lint-cycle.ts', "import './planted-lint-import-no-cycle.ts';"],
  ['docs/planted-outside.ts', 'export const planted = 1;'],
];

const lintRules = [
  { rule: 'typescript(no-explicit-any)', code: 'export type Planted = any;' },
  { rule: 'typescript(no-non-null-assertion)', code: 'export const planted = (text?: string) => text!.length;' },
  { rule: 'typescript(consistent-type-assertions)', code: 'export const planted = (text: unknown) => text as string;' },
  { rule: 'typescript(no-unsafe-assignment)', code: "export const planted: string = JSON.parse('1');" },
  { rule: 'typescript(no-floating-promises)', code: 'export function planted(): void {\n  Promise.resolve();\n}' },
  { rule: 'typescript(no-misused-promises)', code: 'setTimeout(() => Promise.resolve(), 1);\nexport const planted = [1].filter(async () => true);' },
  { rule: 'typescript(switch-exhaustiveness-check)', code: "export function planted(kind: 'a' | 'b'): void {\n  switch (kind) {\n    case 'a':\n  }\n}" },
  { rule: 'typescript(ban-ts-comment)', code: '// @ts-ignore\nexport const planted = 1;' },
  { rule: 'import(no-default-export)', code: 'export default 1;' },
  { rule: 'import(extensions)', code: "export * from './clock';" },
  { rule: 'import(no-cycle)', code: "import './planted-lint-cycle.ts';" },
  { rule: 'unicorn(prefer-node-protocol)', code: "import { readFileSync } from 'fs';\nexport const planted = readFileSync;" },
  { rule: 'eslint(no-unused-vars)', code: 'const planted = 1;' },
  { rule: 'eslint(no-console)', code: "console.log('planted');" },
  { rule: 'eslint(eqeqeq)', code: 'export const planted = (a: number) => a == 1;' },
  { rule: 'eslint(max-lines)', code: Array.from({ length: 251 }, (_, line) => `export const planted${line} = ${line};`).join('\n') },
  { rule: 'eslint(max-lines-per-function)', code: `export function planted(): number[] {\n  return [\n${'    1,\n'.repeat(60)}  ];\n}` },
  { rule: 'eslint(max-params)', code: 'export const planted = (a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1) => [a, b, c, d, e, f, g];' },
  { rule: 'eslint(max-depth)', code: `export function planted(a: boolean): void {\n${'if (a) {'.repeat(5)}${'}'.repeat(5)}\n}` },
  { rule: 'eslint(complexity)', code: `export const planted = (a: number) => ${Array.from({ length: 20 }, (_, n) => `a === ${n} ? ${n} : `).join('')}0;` },
];

describe('each check goes red', () => {
  test('and so does the command', () => {
    expect(result.code).toBe(1);
    for (const name of ['types', 'lint', 'imports', 'unused', 'statements']) expect(result.lines.join('\n')).toMatch(new RegExp(`^${name} +\\d+ found`, 'm'));
  });

  test.each(workspaces)('types: a type error in %s', (workspace) => {
    expectFinding(`${workspace}/src/planted-type-error.ts(1,14): error TS2322`);
  });

  test('types: a file that no tsconfig covers', () => expectFinding('docs/planted-outside.ts: was not read by this check'));

  test.each(lintRules)('lint: $rule', ({ rule }) => expectFinding(lintFile(rule), ` ${rule} `));

  test.each(modules.flatMap((name) => forbiddenTo(name).map((other) => [name, other] as const)))('imports: %s imports %s, which is not below it', (name, other) => {
    expectFinding(`modules/${name}/src/planted-import.ts → modules/${other}/src/index.ts: tier-of-${name}`);
  });

  test.each([
    ['packages/kernel/src/planted-import.ts → packages/contracts/', 'kernel-imports-nothing-of-ours'],
    ['packages/db/src/planted-import.ts → modules/audit/', 'packages-know-no-module'],
    ['modules/audit/src/planted-app.ts → apps/server/', 'modules-know-no-app'],
    ['apps/cli/src/planted-app.ts → apps/runner/', 'apps-know-no-other-app'],
    ['apps/web/src/planted-import.ts → modules/runs/', 'far-from-the-database'],
    ['apps/runner/src/planted-import.ts → packages/db/', 'far-from-the-database'],
    ['apps/cli/src/planted-import.ts → packages/http/', 'far-from-the-database'],
    ['modules/factory/src/planted-deep.ts → modules/runs/src/tunables.ts', 'through-the-door'],
    ['modules/factory/src/planted-relative.ts → modules/runs/src/index.ts', 'by-its-name'],
    ['packages/http/src/planted-cycle-a.ts → packages/http/src/planted-cycle-b.ts', 'no-cycle'],
    ['packages/git/src/planted-unresolvable.ts → ./planted-nowhere.ts', 'resolvable'],
    ['packages/git/src/planted-test-code.ts → packages/git/src/testing/test-folder.ts', 'no-test-code-in-the-product'],
    ['packages/contracts/src/planted-core.ts → fs', 'runs-anywhere'],
    ['apps/web/src/features/run/planted-feature.ts → apps/web/src/features/board/', 'features-know-no-other-feature'],
    ['apps/web/src/lib/planted-layer.ts → apps/web/src/features/', 'web-layers'],
    ['apps/server/src/planted-tierless.ts → modules/planted/', 'module-without-tier'],
  ])('imports: %s is %s', (edge, rule) => expectFinding(edge, rule));

  test.each(workspaces)('unused: a file in %s that nothing imports', (workspace) => {
    expectFinding(`${workspace}/src/planted-type-error.ts`, ' files: ');
  });

  test('unused: exports, of a package and within a module', () => {
    expectFinding('packages/kernel/src/ids.ts', ' exports: plantedExport');
    expectFinding('modules/runs/src/tunables.ts', ' exports: plantedExport');
  });

  test('unused: a dependency, and one that is used but not named', () => {
    expectFinding('packages/contracts/package.json', ' dependencies: planted-dependency');
    expectFinding('packages/contracts/src/ids.ts', ' unlisted: pino');
  });

  test.each([
    ['modules/audit/src/planted-statement.ts:1', 'a statement outside sql/'],
    ['modules/factory/src/sql/planted-write.ts:2', 'writes runs, which only runs does'],
    ['modules/runs/src/queries/planted-write.ts:2', 'a query that writes runs'],
    ['packages/db/migrations/9999_planted.sql', 'name the owner of planted_table'],
  ])('statements: %s %s', (file, what) => expectFinding(file, what));
});

// With TypeScript 7 in the place of 6, dependency-cruiser reads no module and says that all is well.
test('imports: files that dependency-cruiser cannot read are not taken for good', async () => {
  const typescript = join(project.path, 'node_modules', 'typescript');
  rmSync(typescript);
  symlinkSync(join(project.path, 'node_modules', 'ts7'), typescript);
  const { code, lines } = await check(['imports'], { NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' });
  expect(code).toBe(1);
  expect(lines).toContain('  packages/kernel/src/index.ts: was not read by this check');
}, 60_000);

function expectFinding(...parts: string[]): void {
  const found = result.lines.some((line) => line.startsWith('  ') && parts.every((part) => line.includes(part)));
  const nearest = result.lines.filter((line) => line.includes(parts[0]?.split(/[( ]/)[0] ?? ''));
  if (!found) throw new Error(['nothing was found with', ...parts, 'among', ...nearest].join('\n'));
}

/** The modules that one may not import: those of its own tier and above. */
function forbiddenTo(name: string): string[] {
  const tier = tiers.findIndex((names) => names.includes(name));
  return tiers.slice(tier).flat().filter((other) => other !== name && modules.includes(other));
}

function lintFile(rule: string): string {
  return `packages/kernel/src/planted-lint-${rule.replaceAll(/[()]+/g, '-').replace(/-$/, '')}.ts`;
}

function plant(path: string, code: string): void {
  const file = join(project.path, path);
  if (existsSync(file)) throw new Error(`${path} is there already`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${code}\n`);
}

function add(path: string, code: string): void {
  const file = join(project.path, path);
  if (!existsSync(file)) throw new Error(`${path} is gone: plant this elsewhere`);
  appendFileSync(file, `\n${code}\n`);
}

async function check(names: string[] = [], env: Record<string, string> = {}): Promise<{ code: number; lines: string[] }> {
  const child = Bun.spawn([join(project.path, 'node_modules/node/bin/node'), 'scripts/check.mjs', ...names], {
    cwd: project.path, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const text = await new Response(child.stdout).text();
  return { code: await child.exited, lines: text.split('\n') };
}
