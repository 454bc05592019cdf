import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prepareWorkspace } from '@lime/git';
import { runInSandbox, type SandboxMount } from '@lime/sandbox';
import { testRegistry, type TestRegistry } from '../testing/npm-registry.ts';
import { planSetup } from './plan-setup.ts';
import { viewRepository } from './repository-view.ts';
import { setUp, type SetUpDone } from './set-up.ts';
import { pruneSetupCache, storeSetup } from './setup-cache.ts';
import { SETUP_ENVIRONMENT } from './setup-environment.ts';
import { withRegistries } from './with-registries.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

const LIMITS = { memoryMb: 2048, maxProcesses: 512, timeoutMs: 60_000, outputBytes: 1_000_000 };

type InstallFailed = { ok: false; code: 'setup_failed'; message: string };

/** A data folder and an origin in it, made of these files. */
function origin(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'lime-setup-'));
  const commit = (more: Record<string, string>) => {
    for (const [path, content] of Object.entries(more)) {
      mkdirSync(dirname(join(root, 'repo', path)), { recursive: true });
      writeFileSync(join(root, 'repo', path), content);
    }
    execFileSync('sh', ['-c', 'git init -q 2>/dev/null; git add -A && git -c user.name=A -c user.email=a@b commit -qm x'], { cwd: join(root, 'repo') });
  };
  commit(files);
  return { root, commit, cacheDir: join(root, 'cache/setup'), [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** Checks the origin out as run `name` and sets it up; `installs` counts how often the command really ran. */
async function run(from: ReturnType<typeof origin>, name: string, given: string | null, counter: { installs: number }, registry?: TestRegistry) {
  const where = { dir: join(from.root, name, 'tree'), gitDir: join(from.root, name, 'git') };
  const workspace = await prepareWorkspace({ url: join(from.root, 'repo'), ...where, cacheDir: join(from.root, 'cache/git') });
  if (!workspace.ok) throw new Error(workspace.message);
  const repository = viewRepository(where.dir);
  const plan = await planSetup(repository, given);
  if (plan === null) throw new Error('nothing to set up');
  const install = async (): Promise<{ ok: true } | InstallFailed> => {
    counter.installs += 1;
    const command = { workspace: where.dir, argv: ['sh', '-c', plan.command], env: { ...SETUP_ENVIRONMENT }, limits: LIMITS };
    const result = registry === undefined ? await runInSandbox(command) : await withRegistries(registry.registries, () => undefined, (reach) => runInSandbox(reach(command)));
    return result.kind === 'exited' && result.exitCode === 0 ? { ok: true } : { ok: false, code: 'setup_failed', message: JSON.stringify(result) };
  };
  const done = await setUp<InstallFailed>({ plan, repository, ...where, baseSha: workspace.baseSha, scope: 'test', cacheDir: from.cacheDir, install });
  return { done, ...where };
}

function succeeded({ done, dir }: Awaited<ReturnType<typeof run>>): { done: SetUpDone; dir: string } {
  if (!done.ok) throw new Error(done.message);
  return { done, dir };
}

async function shell(dir: string, command: string, readOnly: readonly SandboxMount[]) {
  const result = await runInSandbox({ workspace: dir, argv: ['sh', '-c', command], readOnly: [...readOnly], limits: LIMITS });
  if (result.kind !== 'exited') throw new Error(JSON.stringify(result));
  return { exitCode: result.exitCode, output: (result.stdout + result.stderr).trim() };
}

describe('setUp', () => {
  test('npm ci through the registry proxy; the second run needs no install and no network', async () => {
    using registry = testRegistry();
    using from = origin({ ...registry.project(), '.gitignore': 'node_modules/\n' });
    const counter = { installs: 0 };
    const first = succeeded(await run(from, 'one', null, counter, registry));
    expect(registry.asked).toContain('/tiny/-/tiny-1.0.0.tgz');
    from.commit({ 'src/new.js': '1\n' });
    const second = succeeded(await run(from, 'two', null, counter));
    expect([counter.installs, first.done.fromCache, second.done.fromCache]).toEqual([1, false, true]);
    for (const { dir, done } of [first, second]) {
      expect(done.exclude).toEqual(['/node_modules']);
      expect(await shell(dir, 'node -p "require(\'tiny\')"', done.readOnly)).toEqual({ exitCode: 0, output: 'tiny' });
      expect(existsSync(join(dir, '.git/lime/setup'))).toBe(false);
    }
  });

  test('what is installed cannot be changed, but tools find room for their caches', async () => {
    using registry = testRegistry();
    using from = origin(registry.project());
    const counter = { installs: 0 };
    const first = succeeded(await run(from, 'one', null, counter, registry));
    expect((await shell(first.dir, 'echo evil > node_modules/tiny/index.js', first.done.readOnly)).exitCode).not.toBe(0);
    expect((await shell(first.dir, 'mkdir -p node_modules/.cache/tool node_modules/.vite-temp && echo x > node_modules/.cache/tool/f && cat node_modules/.cache/tool/f', first.done.readOnly)).output).toBe('x');
    const second = succeeded(await run(from, 'two', null, counter));
    expect(await shell(second.dir, 'ls node_modules/.cache; node -p "require(\'tiny\')"', second.done.readOnly)).toEqual({ exitCode: 0, output: 'tiny' });
  });

  test('every folder and file that a set-up makes is handed on, links as links', async () => {
    using from = origin({ 'packages/a/index.js': '1\n' });
    const counter = { installs: 0 };
    const command = 'mkdir -p .venv/bin packages/a/node_modules && echo x > packages/a/node_modules/x && echo v > .venv/bin/v && ln -s /etc/passwd .venv/link && echo s > stamp && ln -s packages/a shortcut && chmod 555 .venv';
    succeeded(await run(from, 'one', command, counter));
    const second = succeeded(await run(from, 'two', command, counter));
    expect(counter.installs).toBe(1);
    expect(second.done.exclude.toSorted()).toEqual(['/.venv', '/packages/a/node_modules', '/shortcut', '/stamp'].toSorted());
    expect(await shell(second.dir, 'cat .venv/bin/v stamp; readlink shortcut .venv/link; ls packages/a/node_modules', second.done.readOnly)).toEqual({ exitCode: 0, output: 'v\ns\npackages/a\n/etc/passwd\nx' });
    expect(lstatSync(join(second.dir, 'shortcut')).isSymbolicLink()).toBe(true);
  });

  test('equal set-ups at the same time run once', async () => {
    using from = origin({ 'a.txt': 'a\n' });
    const counter = { installs: 0 };
    const all = await Promise.all(['1', '2', '3', '4'].map((name) => run(from, name, 'mkdir lib && echo l > lib/l && sleep 0.3', counter)));
    expect(counter.installs).toBe(1);
    expect(all.map((result) => succeeded(result).done.fromCache).filter(Boolean)).toHaveLength(3);
  });

  test('a failed set-up leaves no entry, and the next one tries again', async () => {
    using from = origin({ 'a.txt': 'a\n' });
    const counter = { installs: 0 };
    expect((await run(from, 'one', 'mkdir lib && exit 3', counter)).done).toMatchObject({ ok: false, code: 'setup_failed' });
    expect(readdirSync(from.cacheDir)).toEqual([]);
    expect((await run(from, 'two', 'mkdir lib && exit 3', counter)).done.ok).toBe(false);
    expect(counter.installs).toBe(2);
  });

  test('a half-written entry never counts', async () => {
    using from = origin({ 'a.txt': 'a\n' });
    const counter = { installs: 0 };
    succeeded(await run(from, 'one', 'mkdir lib && echo l > lib/l', counter));
    const [key = ''] = readdirSync(from.cacheDir);
    rmSync(join(from.cacheDir, key), { recursive: true });
    mkdirSync(join(from.cacheDir, 'building-x/root/lib'), { recursive: true });
    const again = succeeded(await run(from, 'two', 'mkdir lib && echo l > lib/l', counter));
    expect([counter.installs, again.done.fromCache]).toEqual([2, false]);
  });

  test('a set-up that changes the repository\'s own files is not shared', async () => {
    using from = origin({ 'a.txt': 'a\n' });
    const counter = { installs: 0 };
    const first = succeeded(await run(from, 'one', 'echo changed > a.txt && mkdir lib && echo l > lib/l', counter));
    expect(first.done).toMatchObject({ readOnly: [], exclude: ['/lib'], fromCache: false });
    expect(existsSync(join(first.dir, 'lib/l'))).toBe(true);
    succeeded(await run(from, 'two', 'echo changed > a.txt && mkdir lib && echo l > lib/l', counter));
    expect(counter.installs).toBe(2);
  });

  test('what an agent has left behind does not get into the cache by a second set-up', async () => {
    using from = origin({ 'a.txt': 'a\n', '.gitignore': 'node_modules\n' });
    const counter = { installs: 0 };
    const again = async (dir: string, gitDir: string) => {
      const repository = viewRepository(dir);
      const plan = await planSetup(repository, 'mkdir -p lib && echo l > lib/l');
      if (plan === null) throw new Error('nothing to set up');
      return setUp<InstallFailed>({ plan, repository, dir, gitDir, baseSha: 'a', scope: 'test', cacheDir: from.cacheDir, install: async () => {
        await shell(dir, plan.command, []);
        return { ok: true };
      } });
    };
    const first = await run(from, 'one', 'mkdir -p lib2', counter);
    await shell(first.dir, 'mkdir -p node_modules && echo evil > node_modules/x', []);
    expect(await again(first.dir, first.gitDir)).toMatchObject({ ok: true, readOnly: [], exclude: ['/lib'] });
    const other = await run(from, 'two', 'mkdir -p lib2', counter);
    await shell(other.dir, 'echo evil > a.txt', []);
    expect(await again(other.dir, other.gitDir)).toMatchObject({ ok: true, readOnly: [], fromCache: false });
  });

  test('links that a set-up plants where we work next lead nowhere', async () => {
    using from = origin({ 'a.txt': 'a\n' });
    const target = join(from.root, 'outside');
    mkdirSync(join(target, 'lime'), { recursive: true });
    const counter = { installs: 0 };
    const command = `rm -rf .git && ln -s ${target} .git && mkdir -p node_modules/x && echo 1 > node_modules/x/y && ln -s ${target} node_modules/.vite`;
    const first = succeeded(await run(from, 'one', command, counter));
    expect(readdirSync(target)).toEqual(['lime']);
    expect(readdirSync(join(target, 'lime'))).toEqual([]);
    expect(lstatSync(join(first.dir, '.git/lime')).isDirectory()).toBe(true);
  });
});

test('of two that store the same set-up, the first wins', async () => {
  using from = origin({ 'a.txt': 'a\n' });
  for (const name of ['one', 'two']) {
    mkdirSync(join(from.root, name, 'lib'), { recursive: true });
    writeFileSync(join(from.root, name, 'lib/l'), name);
    const stored = await storeSetup(from.cacheDir, 'key', join(from.root, name), ['lib/']);
    expect(readFileSync(join(stored.root, 'lib/l'), 'utf8')).toBe('one');
  }
  expect(readdirSync(from.cacheDir)).toEqual(['key']);
});

test('pruning goes by last use and leaves what may be mounted', async () => {
  using from = origin({ 'a.txt': 'a\n' });
  const counter = { installs: 0 };
  succeeded(await run(from, 'one', 'mkdir lib && head -c 200000 /dev/zero > lib/l', counter));
  succeeded(await run(from, 'two', 'mkdir lib2 && head -c 200000 /dev/zero > lib2/l', counter));
  mkdirSync(join(from.cacheDir, 'building-x'));
  const now = new Date();
  const prune = (maxBytes: number, keepMs: number) => pruneSetupCache({ cacheDir: from.cacheDir, maxBytes, keepMs, now: new Date(now.getTime() + 10_000) });
  expect((await prune(0, 60_000)).removed).toBe(0);
  const lib = readdirSync(from.cacheDir).find((key) => existsSync(join(from.cacheDir, key, 'root/lib'))) ?? '';
  utimesSync(join(from.cacheDir, lib), new Date(0), new Date(0));
  expect(await prune(300_000, 1_000)).toMatchObject({ removed: 2 });
  expect(existsSync(join(from.cacheDir, lib))).toBe(false);
  expect(readdirSync(from.cacheDir)).toHaveLength(1);
  symlinkSync('/nowhere', join(from.cacheDir, 'odd'));
  expect((await prune(0, 1_000)).removed).toBeGreaterThan(0);
});
