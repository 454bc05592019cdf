import { describe, expect, test } from 'bun:test';
import { testWorkspace } from '../testing/test-workspace.ts';
import { planSetup } from './plan-setup.ts';
import { setupKey } from './setup-key.ts';

const DEPENDS = '{"dependencies":{"zod":"4"}}';

async function plan(files: Record<string, string>, given: string | null = null) {
  using workspace = testWorkspace(files);
  return await planSetup(workspace.repository, given);
}

describe('planSetup', () => {
  test.each<[Record<string, string>, string | undefined]>([
    [{}, undefined],
    [{ 'package.json': '{"scripts":{"test":"node --test"}}' }, undefined],
    [{ 'package.json': '{"workspaces":["packages/*"]}' }, 'npm install --no-audit --no-fund --no-package-lock'],
    [{ 'package.json': DEPENDS, 'package-lock.json': '{}' }, 'npm ci --no-audit --no-fund'],
    [{ 'package.json': DEPENDS }, 'npm install --no-audit --no-fund --no-package-lock'],
    [{ 'package.json': DEPENDS, 'pnpm-lock.yaml': '' }, 'pnpm install --frozen-lockfile'],
    [{ 'package.json': DEPENDS, 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn install --frozen-lockfile --non-interactive'],
    [{ 'package.json': DEPENDS, 'yarn.lock': '__metadata:\n' }, 'yarn install --immutable'],
    [{ 'package.json': DEPENDS, 'bun.lock': '' }, 'bun install --frozen-lockfile'],
    [{ 'package.json': '{"packageManager":"pnpm@9.0.0","dependencies":{"a":"1"}}' }, 'pnpm install --no-lockfile'],
    [{ 'requirements.txt': 'pytest\n', 'requirements-dev.txt': 'mypy\n' }, 'python3 -m venv .venv && .venv/bin/python -m pip install -r requirements.txt -r requirements-dev.txt'],
    [{ 'uv.lock': '', 'pyproject.toml': '' }, 'uv sync --frozen'],
    [{ 'poetry.lock': '', 'pyproject.toml': '' }, 'poetry install --no-interaction'],
    [{ 'package.json': DEPENDS, 'package-lock.json': '{}', 'uv.lock': '' }, 'npm ci --no-audit --no-fund && uv sync --frozen'],
  ])('of %j', async (files, command) => {
    expect((await plan(files))?.command).toBe(command as string);
  });

  test('the project\'s own command wins, and an empty one means none', async () => {
    expect(await plan({ 'package.json': DEPENDS }, '')).toBeNull();
    expect(await plan({ 'package.json': DEPENDS }, 'make deps')).toMatchObject({ command: 'make deps', dependsOnSource: true });
    expect(await plan({ 'package.json': DEPENDS, 'package-lock.json': '{}' }, 'npm ci --no-audit --no-fund')).toMatchObject({ dependsOnSource: false });
  });

  test.each<[Record<string, string>, boolean]>([
    [{ 'package.json': DEPENDS, '.npmrc': 'save-exact=true\n' }, false],
    [{ 'package.json': '{"dependencies":{"a":"1"},"scripts":{"postinstall":"node build.js"}}' }, true],
    [{ 'package.json': '{"dependencies":{"a":"file:../a"}}' }, true],
    [{ 'package.json': DEPENDS, '.npmrc': 'script-shell=./evil.sh\n' }, true],
    [{ 'package.json': DEPENDS, '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn.cjs\n' }, true],
    [{ 'package.json': DEPENDS, 'binding.gyp': '{}' }, true],
    [{ 'package.json': '{"dependencies":{"a":"1"},"optionalDependencies":{"b":"file:./b"}}' }, true],
    [{ 'package.json': '{"dependencies":{"a":"1"},"overrides":{"b":"file:vendor/b.tgz"}}' }, true],
    [{ 'package.json': '{"dependencies":{"a":"1"},"patchedDependencies":{"a@1.0.0":"patches/a.patch"}}', 'bun.lock': '' }, true],
    [{ 'package.json': '{"dependencies":{"a":"1"},"resolutions":{"a":"patch:a@npm:1#./a.patch"}}', 'yarn.lock': '' }, true],
    [{ 'package.json': DEPENDS, 'package-lock.json': '{"packages":{"node_modules/zod":{"resolved":"file:vendor/zod.tgz"}}}' }, true],
    [{ 'package.json': DEPENDS, 'yarn.lock': '# yarn lockfile v1\n\nzod@4:\n  version "4.0.0"\n  resolved "https://registry.yarnpkg.com/zod/-/zod-4.0.0.tgz#abc"\n' }, false],
    [{ 'package.json': DEPENDS, 'pnpm-lock.yaml': 'packages:\n\n  zod@4.0.0:\n    resolution: {integrity: sha512-x}\n' }, false],
    [{ 'requirements.txt': 'flask==3.0 \\\n    --hash=sha256:aa\n# a/comment\nrequests[socks]>=2; python_version > "3"\n' }, false],
    [{ 'requirements.txt': 'flask==3.0\n' }, false],
    [{ 'requirements.txt': 'vendor/mylib\n' }, true],
    [{ 'requirements.txt': 'mylib @ file:///workspace/vendor/mylib\n' }, true],
    [{ 'requirements.txt': 'flask\n--find-links wheels\n' }, true],
    [{ 'requirements.txt': '-e .\n' }, true],
  ])('code of the repository takes part in %j: %j', async (files, expected) => {
    expect((await plan(files))?.dependsOnSource).toBe(expected);
  });
});

describe('setupKey', () => {
  async function key(files: Record<string, string>, { scope = 'tenant 1 repo', baseSha = 'a' } = {}) {
    using workspace = testWorkspace(files);
    const planned = await planSetup(workspace.repository, null);
    if (planned === null) throw new Error('nothing to set up');
    return await setupKey({ plan: planned, repository: workspace.repository, scope, baseSha });
  }

  test('is the same for the same lock file on another commit, and only then', async () => {
    const files = { 'package.json': DEPENDS, 'package-lock.json': '{"a":1}' };
    const first = await key(files);
    expect(await key({ ...files, 'src/other.js': '1' }, { baseSha: 'b' })).toBe(first);
    expect(await key({ ...files, 'package-lock.json': '{"a":2}' })).not.toBe(first);
    expect(await key({ ...files, '.npmrc': 'omit=dev\n' })).not.toBe(first);
    expect(await key(files, { scope: 'tenant 2 repo' })).not.toBe(first);
  });

  test('is one commit\'s own where code of the repository takes part', async () => {
    const files = { 'package.json': '{"dependencies":{"a":"1"},"scripts":{"prepare":"node build.js"}}' };
    expect(await key(files)).toBe(await key(files));
    expect(await key(files, { baseSha: 'b' })).not.toBe(await key(files));
  });
});
