import { expect, test } from 'bun:test';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf, shellInSandbox, temporaryWorkspace } from './testing/shell-in-sandbox.ts';

test("the host's files outside the mounts do not exist inside", async () => {
  const secretHome = await mkdtemp(join(tmpdir(), 'lime-host-secret-'));
  await writeFile(join(secretHome, 'token'), 'host-only');
  const hidden = ['/root', '/etc/shadow', '/etc/hostname', '/var', '/sys', '/boot', '/srv', '/mnt', '/etc/npmrc', '/etc/resolv.conf', '/run/docker.sock', homedir(), secretHome, process.cwd()];
  const { stdout } = await outputOf(`for f in ${hidden.join(' ')}; do test -e $f && echo "sees $f"; done; ls /home /tmp; true`);
  await rm(secretHome, { recursive: true });
  expect(stdout).toBe('/home:\nagent\n\n/tmp:\n');
});

test("configuration of the host's administrator below /usr is hidden", async () => {
  expect(await outputOf('cat /usr/etc/* /usr/local/etc/* 2>/dev/null; true')).toMatchObject({ stdout: '' });
});

test('only the processes of the sandbox are visible, and no environment but their own', async () => {
  process.env['LIME_TEST_SECRET'] = 'do-not-leak';
  const { stdout } = await outputOf('ls /proc | grep -c "^[0-9]"; cat /proc/[0-9]*/environ | tr "\\0" "\\n"');
  delete process.env['LIME_TEST_SECRET'];
  expect(Number(stdout.split('\n')[0])).toBeLessThan(8);
  expect(stdout).not.toContain('do-not-leak');
});

test("kernel settings and root's own parts of /proc are out of reach", async () => {
  const files = ['kmsg', 'keys', 'kcore', 'kpagecount', 'kpageflags', 'slabinfo', 'vmallocinfo', 'sysrq-trigger', 'sys/kernel/core_pattern', 'sys/kernel/hostname'];
  const { stdout } = await outputOf(`cd /proc; for f in ${files.join(' ')}; do head -c 1 $f >/dev/null 2>&1 && echo "read $f"; (echo x > $f) 2>/dev/null && echo "wrote $f"; done; true`);
  expect(stdout).toBe('');
});

test('a server on the loopback of the host cannot be reached', async () => {
  let visitors = 0;
  const server = createServer(() => visitors++).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { stdout } = await outputOf(`node -e "
    require('net').connect(${port}, '127.0.0.1').on('error', (e) => console.log(e.code)).on('connect', () => console.log('connected'))"`);
  server.close();
  expect(stdout).toBe('ECONNREFUSED\n');
  expect(visitors).toBe(0);
});

test('there is no network but an own loopback', async () => {
  const { stdout } = await outputOf(`
    tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "
    node -e "require('dns').lookup('example.org', (e) => console.log(e.code))"
    node -e "require('net').connect(80, '192.0.2.1').on('error', (e) => console.log(e.code))"
    node -e "require('http').createServer((q, r) => r.end('own')).listen(8080, async function () { console.log(await (await fetch('http://127.0.0.1:8080')).text()); this.close() })"`);
  expect(stdout).toMatch(/^lo\n(EAI_AGAIN|ENOTFOUND)\nENETUNREACH\nown\n$/);
});

const perl = (code: string) => ({ argv: ['perl', '-e', code] });

test('socket families that reach past the network namespace are refused', async () => {
  const AF_VSOCK = 40;
  const { stdout } = await outputOf('', perl(`for (${AF_VSOCK}, 17, 31) { print socket(my $s, $_, 1, 0) ? "open" : 0 + $!, "\\n" }`));
  expect(stdout).toBe('97\n97\n97\n');
});

test('no new user namespace, mount, keyring or kernel interface can be had', async () => {
  const { stdout, exitCode } = await outputOf('unshare -U true 2>/dev/null && echo userns; mount -t tmpfs t /tmp 2>/dev/null && echo mount; grep -E "^(CapEff|CapPrm|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status');
  expect(exitCode).toBe(0);
  expect(stdout.replace(/\t/g, ' ')).toBe('CapPrm: 0000000000000000\nCapEff: 0000000000000000\nCapBnd: 0000000000000000\nNoNewPrivs: 1\nSeccomp: 2\n');
  if (process.arch !== 'x64') return;
  const calls = { keyctl: 250, add_key: 248, bpf: 321, perf_event_open: 298, io_uring_setup: 425, clone3: 435, userfaultfd: 323, setns: 308, fallocate: 285 };
  const tried = await outputOf('', perl(`for (${Object.values(calls).join(',')}) { syscall($_, 0, 0, 0, 0, 0); print 0 + $!, " " } syscall(56, 0x10000000 | 17, 0, 0, 0, 0); print 0 + $!`));
  expect(tried.stdout).toBe('1 1 1 1 38 38 1 1 95 1');
});

test('the x32 numbers of refused calls are refused too', async () => {
  if (process.arch !== 'x64') return;
  expect(await outputOf('', perl('syscall(0x40000000 | 250, 0, 0); print 0 + $!'))).toMatchObject({ stdout: '1' });
});

test('a link in the workspace shows what its path means inside, nothing of the host', async () => {
  await using workspace = await temporaryWorkspace();
  await symlink('/etc/passwd', join(workspace.path, 'passwd'));
  await symlink('/proc/1/root/etc/shadow', join(workspace.path, 'shadow'));
  await symlink(process.execPath, join(workspace.path, 'ours'));
  const { stdout } = await outputOf('cat passwd; cat shadow ours 2>/dev/null; true', { workspace: workspace.path });
  expect(stdout).toStartWith('root:x:0:0:root:/nonexistent');
  expect(stdout.split('\n')).toHaveLength(4);
});

test('a workspace that is itself a link is refused', async () => {
  await using workspace = await temporaryWorkspace();
  await symlink(homedir(), join(workspace.path, 'link'));
  expect(await shellInSandbox('ls', { workspace: join(workspace.path, 'link') })).toMatchObject({ kind: 'unavailable' });
});

test('a mount point behind a link of the workspace is refused, and creates nothing on the host', async () => {
  await using workspace = await temporaryWorkspace();
  await using elsewhere = await temporaryWorkspace();
  await using cache = await temporaryWorkspace();
  await symlink(elsewhere.path, join(workspace.path, 'node_modules'));
  await mkdir(join(workspace.path, 'real'));
  await symlink(`/oldroot${elsewhere.path}`, join(workspace.path, 'real/deep'));
  for (const inside of ['/workspace/node_modules', '/workspace/node_modules/x', '/workspace/real/deep/x']) {
    const result = await shellInSandbox('true', { workspace: workspace.path, readOnly: [{ host: cache.path, inside }] });
    expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('symbolic link') });
  }
  expect(await readdir(elsewhere.path)).toEqual([]);
});

test('a mount target that is no plain absolute path is a mistake of ours', () => {
  const mistaken = shellInSandbox('true', { readOnly: [{ host: '/usr', inside: '/workspace/../etc' }] });
  return expect(mistaken).rejects.toThrow('absolute');
});
