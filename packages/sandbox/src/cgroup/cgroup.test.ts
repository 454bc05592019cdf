import { expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryWorkspace } from '../testing/shell-in-sandbox.ts';
import { findCgroupBase } from './find-cgroup-base.ts';
import { removeCgroup } from './remove-cgroup.ts';
import { sandboxCgroups, sweepCgroups } from './sandbox-cgroups.ts';

const LIMITS = { memoryMb: 64, maxProcesses: 10, cpuPercent: 150 };

/** Lays out a hierarchy as files, e.g. `{'memory/tasks': ''}`. */
function layOut(root: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const read = (...parts: string[]) => readFileSync(join(...parts), 'utf8');

test('v2: controllers are handed down, and the limits written in the kernel’s units', async () => {
  await using fake = await temporaryWorkspace();
  layOut(fake.path, {
    'cgroup.controllers': 'cpuset cpu io memory pids',
    'cgroup.subtree_control': 'cpu memory pids',
    'lime-sandbox/cgroup.controllers': 'cpu memory pids',
    self: '0::/user.slice/session-1.scope\n',
  });
  const base = findCgroupBase({ root: fake.path, selfCgroup: join(fake.path, 'self') });
  if (base.kind !== 'v2') throw new Error(base.kind);
  expect(base.controllers).toEqual(['memory', 'pids', 'cpu']);
  expect(read(fake.path, 'lime-sandbox/cgroup.subtree_control')).toBe('+memory +pids +cpu ');
  const cgroup = base.create('one', LIMITS);
  const directory = join(fake.path, 'lime-sandbox/one');
  expect(read(directory, 'memory.max')).toBe(String(64 * 1024 * 1024));
  expect(read(directory, 'pids.max')).toBe('12');
  cgroup.add(4242);
  expect(read(directory, 'cgroup.procs')).toBe('4242');
  writeFileSync(join(directory, 'memory.events'), 'low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\noom_group_kill 0\n');
  expect(cgroup.ranOutOfMemory()).toBe(false);
  writeFileSync(join(directory, 'memory.events'), 'low 0\nhigh 0\nmax 12\noom 1\noom_kill 10\noom_group_kill 1\n');
  expect(cgroup.ranOutOfMemory()).toBe(true);
});

test('v2: optional files are set where the kernel has them', async () => {
  await using fake = await temporaryWorkspace();
  layOut(fake.path, { 'cgroup.controllers': 'cpu memory pids', 'cgroup.subtree_control': 'cpu memory pids', 'lime-sandbox/cgroup.controllers': 'cpu memory pids', self: '0::/\n' });
  const base = findCgroupBase({ root: fake.path, selfCgroup: join(fake.path, 'self') });
  if (base.kind !== 'v2') throw new Error(base.kind);
  // The kernel makes these with the directory; here they have to be there before.
  const { setLimits } = await import('./cgroup-v2.ts');
  const directory = join(fake.path, 'lime-sandbox/two');
  layOut(directory, { 'memory.swap.max': '', 'memory.oom.group': '', 'cpu.max': '' });
  setLimits(directory, LIMITS);
  expect([read(directory, 'memory.swap.max'), read(directory, 'memory.oom.group'), read(directory, 'cpu.max')]).toEqual(['0', '1', '150000 100000']);
});

test.each(['', '/lime-host'])('v2: where the root is not ours to use, our own delegated cgroup is (seen from %p)', async (leaf) => {
  await using fake = await temporaryWorkspace();
  const own = 'user.slice/lime.scope';
  layOut(fake.path, {
    'cgroup.controllers': 'cpu memory pids',
    // A directory in the place of the file: the root refuses to enable anything.
    'cgroup.subtree_control/refuses': '',
    [`${own}/cgroup.controllers`]: 'memory pids',
    [`${own}/cgroup.subtree_control`]: '',
    [`${own}/lime-sandbox/cgroup.controllers`]: 'memory pids',
    self: `0::/${own}${leaf}\n`,
  });
  const base = findCgroupBase({ root: fake.path, selfCgroup: join(fake.path, 'self') });
  expect(base).toMatchObject({ kind: 'v2', controllers: ['memory', 'pids'], parents: [join(fake.path, own, 'lime-sandbox')] });
  expect(read(fake.path, own, 'cgroup.subtree_control')).toBe('+memory +pids ');
});

test('v1: limits go to each controller’s own hierarchy, swap included', async () => {
  await using fake = await temporaryWorkspace();
  layOut(fake.path, { 'memory/tasks': '', 'pids/tasks': '', 'cpu/tasks': '', self: '4:memory:/\n8:pids:/\n1:cpu,cpuacct:/\n' });
  const base = findCgroupBase({ root: fake.path, selfCgroup: join(fake.path, 'self') });
  if (base.kind !== 'v1') throw new Error(base.kind);
  expect(base.controllers).toEqual(['memory', 'pids', 'cpu']);
  base.create('one', LIMITS).add(7);
  const file = (controller: string, name: string) => read(fake.path, controller, 'lime-sandbox/one', name);
  expect(file('memory', 'memory.limit_in_bytes')).toBe('67108864');
  expect(file('pids', 'pids.max')).toBe('12');
  expect(file('cpu', 'cpu.cfs_quota_us')).toBe('150000');
  expect(['memory', 'pids', 'cpu'].map((controller) => file(controller, 'cgroup.procs'))).toEqual(['7', '7', '7']);
});

test('without the pids controller there is no cgroup, and the warning says what to do', async () => {
  await using fake = await temporaryWorkspace();
  layOut(fake.path, { 'memory/tasks': '', self: '4:memory:/\n' });
  expect(findCgroupBase({ root: fake.path, selfCgroup: join(fake.path, 'self') })).toMatchObject({ kind: 'none', warning: expect.stringContaining('Delegate=yes') });
});

const base = sandboxCgroups();

test.skipIf(base.kind === 'none')('a real cgroup takes the limits, kills its members and goes', async () => {
  if (base.kind === 'none') return;
  const cgroup = base.create(`test-${process.pid}`, LIMITS);
  const sleeper = Bun.spawn(['sleep', '1000']);
  cgroup.add(sleeper.pid);
  const directories = base.parents.map((parent) => join(parent, `test-${process.pid}`));
  if (base.kind === 'v1') {
    expect(read(directories[0] ?? '', 'memory.limit_in_bytes').trim()).toBe('67108864');
    expect(read(directories[0] ?? '', 'memory.memsw.limit_in_bytes').trim()).toBe('67108864');
    expect(read(directories[2] ?? '', 'cpu.cfs_quota_us').trim()).toBe('150000');
  }
  await cgroup.remove();
  expect(await sleeper.exited).toBe(137);
  expect(directories.filter((directory) => existsSync(directory))).toEqual([]);
});

const UNIFIED = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((path) => existsSync(join(path, 'cgroup.procs')));

test.skipIf(!UNIFIED || process.getuid?.() !== 0)('a real v2 cgroup is emptied by cgroup.kill', async () => {
  const directory = join(UNIFIED ?? '', `lime-test-${process.pid}`);
  mkdirSync(directory);
  const sleepers = [1, 2, 3].map(() => Bun.spawn(['sleep', '1000']));
  for (const { pid } of sleepers) writeFileSync(join(directory, 'cgroup.procs'), String(pid));
  await removeCgroup([directory]);
  expect(await Promise.all(sleepers.map(({ exited }) => exited))).toEqual([137, 137, 137]);
  expect(existsSync(directory)).toBe(false);
});

test('the sweep removes what dead owners left and nothing else', async () => {
  await using fake = await temporaryWorkspace();
  const { nextCgroupName } = await import('./sandbox-cgroups.ts');
  const living = nextCgroupName();
  const [namespace, pid, startTime] = living.split('.');
  const dead = `${namespace}.${pid}.${Number(startTime) + 1}.1`;
  const foreign = `1${namespace}.${pid}.1.1`;
  for (const name of [living, dead, foreign]) mkdirSync(join(fake.path, name));
  await sweepCgroups([fake.path]);
  expect(readdirSync(fake.path).toSorted()).toEqual([living, foreign].toSorted());
});
