import { expect, test } from 'bun:test';
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputChunk } from './sandbox-command.ts';
import { findProcesses } from './testing/find-processes.ts';
import { outputOf, shellInSandbox, temporaryWorkspace } from './testing/shell-in-sandbox.ts';

test('reports exit code, stdout and stderr', async () => {
  const result = await shellInSandbox('echo out; echo err >&2; exit 7');
  expect(result).toMatchObject({ kind: 'exited', exitCode: 7, stdout: 'out\n', stderr: 'err\n', truncated: false });
});

test('a signal shows as 128 + n, a missing program as 127, a file without execute permission as 126', async () => {
  expect(await outputOf('kill -TERM $$')).toMatchObject({ exitCode: 143 });
  expect(await outputOf('', { argv: ['no-such-program'] })).toMatchObject({ exitCode: 127 });
  expect(await outputOf('', { argv: ['/etc/passwd'] })).toMatchObject({ exitCode: 126 });
});

test('a program that prints what bwrap would say cannot pass for a failed start', async () => {
  const result = await shellInSandbox('echo "bwrap: execvp x: No such file or directory" >&2; exit 3');
  expect(result).toMatchObject({ kind: 'exited', exitCode: 3 });
});

test('the workspace is the working directory, writable, and its files belong to the caller', async () => {
  await using workspace = await temporaryWorkspace();
  const { stdout } = await outputOf('pwd; id -u; mkdir -p a/b && echo hello > a/b/file', { workspace: workspace.path });
  expect(stdout).toBe('/workspace\n1000\n');
  const file = join(workspace.path, 'a/b/file');
  expect(await readFile(file, 'utf8')).toBe('hello\n');
  expect((await stat(file)).uid).toBe(process.getuid?.() ?? -1);
});

test('cwd is relative to the workspace', async () => {
  await using workspace = await temporaryWorkspace();
  await mkdir(join(workspace.path, 'packages/a'), { recursive: true });
  expect(await outputOf('pwd', { workspace: workspace.path, cwd: 'packages/a' })).toMatchObject({ stdout: '/workspace/packages/a\n' });
});

test('the environment is the minimal one and the given one, not ours', async () => {
  process.env['LIME_TEST_SECRET'] = 'do-not-leak';
  const { stdout } = await outputOf('env', { env: { GREETING: 'a b\nc', LANG: 'C' } });
  delete process.env['LIME_TEST_SECRET'];
  expect(stdout).toContain('GREETING=a b\nc\n');
  expect(stdout).toContain('HOME=/home/agent\n');
  expect(stdout).toContain('LANG=C\n');
  expect(stdout).not.toContain('do-not-leak');
});

test('what the environment holds stays out of the process list', async () => {
  const { stdout } = await outputOf('cat /proc/1/cmdline /proc/self/cmdline | tr "\\0" " "', { env: { TOKEN: 'hush-hush' } });
  expect(stdout).not.toContain('hush-hush');
});

test('the environment of the command, a loader variable perhaps, is not that of bwrap outside', async () => {
  const marker = `outside-${randomUUID()}`;
  const seen = new AbortController();
  let outside: string[] = [];
  const onOutput = () => {
    if (seen.signal.aborted) return;
    const bwrap = findProcesses(marker).filter((pid) => readlinkSync(`/proc/${pid}/exe`).endsWith('bwrap'));
    outside = bwrap.map((pid) => readFileSync(`/proc/${pid}/environ`, 'latin1'));
    seen.abort();
  };
  await shellInSandbox(`echo up; sleep 1000; : ${marker}`, { env: { LD_PRELOAD: '/workspace/evil.so' }, onOutput, signal: seen.signal });
  expect(outside.length).toBeGreaterThan(0);
  expect(outside.join('')).toBe('');
});

test('home, /tmp and /dev/shm are fresh and writable; nothing else outside the workspace is', async () => {
  const { stdout } = await outputOf('touch ~/a /tmp/a /dev/shm/a && echo fine; for d in / /etc /usr /opt /dev /run /var /proc /proc/sys /sys; do touch $d/x 2>/dev/null && echo "wrote $d"; done; true');
  expect(stdout).toBe('fine\n');
});

test('/dev/stdout and /dev/stderr can be opened by name', async () => {
  expect(await outputOf('echo out > /dev/stdout; echo err > /dev/stderr')).toMatchObject({ stdout: 'out\n', stderr: 'err\n' });
});

test('node, npm and bun run inside', async () => {
  const { stdout } = await outputOf('node -p 40+2; npm --version; bun -e "console.log(6*7)"');
  expect(stdout).toMatch(/^42\n\d+\.\d+\.\d+\n42\n$/);
});

test('read-only mounts are readable and not writable', async () => {
  await using cache = await temporaryWorkspace();
  await writeFile(join(cache.path, 'library'), 'shared');
  const { stdout } = await outputOf('cat /cache/library; echo x > /cache/library || echo refused; rm -f /cache/library || echo kept', {
    readOnly: [{ host: cache.path, inside: '/cache' }],
  });
  expect(stdout).toBe('sharedrefused\nkept\n');
  expect(await readFile(join(cache.path, 'library'), 'utf8')).toBe('shared');
});

test('a read-only mount may lie inside the workspace', async () => {
  await using cache = await temporaryWorkspace();
  await writeFile(join(cache.path, 'index.js'), 'x');
  const { stdout } = await outputOf('ls node_modules', { readOnly: [{ host: cache.path, inside: '/workspace/node_modules' }] });
  expect(stdout).toBe('index.js\n');
});

test('live output comes decoded, in order, and equals the result', async () => {
  const chunks: OutputChunk[] = [];
  const result = await shellInSandbox('for i in $(seq 3000); do printf "zeile-ü-%s\\n" $i; done; echo oops >&2', {
    onOutput: (chunk) => chunks.push(chunk),
  });
  const live = (stream: string) => chunks.filter((chunk) => chunk.stream === stream).map(({ text }) => text).join('');
  expect(result).toMatchObject({ kind: 'exited', stdout: live('stdout'), stderr: live('stderr') });
  expect(live('stdout')).not.toContain('\uFFFD');
  expect(live('stdout').split('\n')).toHaveLength(3001);
  expect(chunks.length).toBeLessThan(100);
});

test('a character that comes in two pieces is one character', async () => {
  expect(await outputOf("printf '\\303'; sleep 0.1; printf '\\274'")).toMatchObject({ stdout: 'ü' });
});

test('bytes that are no UTF-8 become replacement characters', async () => {
  expect(await outputOf("printf 'a\\377b\\342\\202'")).toMatchObject({ stdout: 'a\uFFFDb\uFFFD' });
});

test('a missing workspace is an answer, not an exception', async () => {
  expect(await shellInSandbox('true', { workspace: '/no/such/place' })).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('/no/such/place') });
});
