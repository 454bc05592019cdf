import { expect, test } from 'bun:test';
import { explainBwrapFailure } from './explain-bwrap-failure.ts';
import { probeSandbox } from './probe-sandbox.ts';
import { shellInSandbox } from './testing/shell-in-sandbox.ts';

test('says what this machine can do', async () => {
  const { bwrap, cgroup } = await probeSandbox();
  expect(bwrap).toEqual({ ok: true, version: expect.stringMatching(/^\d+\.\d+/) });
  if (cgroup.kind === 'none') expect(cgroup.warning).toContain('Delegate=yes');
  else expect(cgroup.controllers).toContain('memory');
});

test.each([
  ['/proc/sys/user/max_user_namespaces', '0', 'bwrap: Creating new namespace failed: No space left on device', 'sudo sysctl -w user.max_user_namespaces=15000'],
  ['/proc/sys/kernel/unprivileged_userns_clone', '0', 'bwrap: No permissions to create new namespace, likely because …', 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
  ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1', 'bwrap: setting up uid map: Permission denied', 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ['', '', 'bwrap: No permissions to create new namespace', '--security-opt seccomp=unconfined'],
  ['', '', "bwrap: Can't mount proc on /newroot/proc: Operation not permitted", 'systempaths=unconfined'],
])('%s = %s is named with its cure', (path, value, stderr, fix) => {
  const failure = explainBwrapFailure(`something\n${stderr}\n`, (asked) => (asked === path ? value : '?'));
  expect(failure.fix).toContain(fix);
  expect(failure.reason).toContain(stderr);
});

test('a setup that has nothing to do with rights is told in the words of bwrap', () => {
  expect(explainBwrapFailure("bwrap: Can't find source path /x: No such file or directory\n", () => '0').reason).toContain("Can't find source path /x");
});

test('a working directory that does not exist is told, not mistaken for the command', async () => {
  const result = await shellInSandbox('true', { cwd: 'missing' });
  expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('/workspace/missing') });
});

test('without bubblewrap the answer is the command that installs it', async () => {
  const script = `
    const { probeSandbox, runInSandbox } = await import('${import.meta.dirname}/index.ts');
    console.log(JSON.stringify([await probeSandbox(), await runInSandbox({ workspace: '/tmp', argv: ['true'], limits: { memoryMb: 1, maxProcesses: 1, timeoutMs: 1, outputBytes: 1 } })]));`;
  const child = Bun.spawn([process.execPath, '-e', script], { env: { PATH: '/nowhere' }, stdout: 'pipe' });
  const [probe, result] = JSON.parse(await new Response(child.stdout).text());
  const answer = { reason: 'bubblewrap (bwrap) is not installed', fix: 'sudo apt-get install -y bubblewrap' };
  expect(probe.bwrap).toEqual({ ok: false, ...answer });
  expect(result).toEqual({ kind: 'unavailable', ...answer });
});
