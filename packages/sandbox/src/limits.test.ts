import { expect, test } from 'bun:test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxCgroups } from './cgroup/sandbox-cgroups.ts';
import { findProcesses } from './testing/find-processes.ts';
import { outputOf, shellInSandbox, temporaryWorkspace } from './testing/shell-in-sandbox.ts';

const base = sandboxCgroups();
const hasCgroup = base.kind !== 'none';

test('a memory hog ends as out_of_memory', async () => {
  const result = await shellInSandbox('node -e "const a=[]; for(;;) a.push(Buffer.alloc(8<<20, 1))"', { limits: { memoryMb: 128 } });
  expect(result.kind).toBe('out_of_memory');
});

test('a memory hog whose parent waits for ever ends as well', async () => {
  const result = await shellInSandbox('(node -e "const a=[]; for(;;) a.push(Buffer.alloc(8<<20, 1))") ; sleep 1000', { limits: { memoryMb: 128 } });
  expect(result.kind).toBe('out_of_memory');
});

test('many small processes together are bounded too', async () => {
  const hog = `node -e "const b = Buffer.alloc(60<<20, 1); setTimeout(() => b, 1e6)"`;
  const result = await shellInSandbox(`for i in 1 2 3 4 5; do ${hog} & done; wait; sleep 1000`, { limits: { memoryMb: 256 } });
  expect(result.kind).toBe('out_of_memory');
});

test('files in /tmp count as memory and are bounded in size', async () => {
  const result = await shellInSandbox('head -c 200M /dev/zero > /tmp/fill', { limits: { memoryMb: 128 } });
  expect(result).toMatchObject({ kind: 'exited', exitCode: 1, stderr: expect.stringContaining('No space left') });
});

test.skipIf(!hasCgroup && process.getuid?.() === 0)('a fork bomb is bounded, and over when the sandbox is', async () => {
  const bomb = 'bomb() { bomb | bomb & }; bomb; sleep 0.5; ls /proc | grep -c "^[0-9]"; kill -9 -1';
  const result = await shellInSandbox(bomb, { limits: { maxProcesses: 40, timeoutMs: 3_000 } });
  expect(['exited', 'timed_out']).toContain(result.kind);
  if (result.kind !== 'unavailable') expect(result.stderr).toMatch(/fork|retry|Resource temporarily unavailable/);
});

test.skipIf(!hasCgroup && process.getuid?.() === 0)('no more processes than allowed ever live', async () => {
  const count = 'i=0; while [ $i -lt 100 ]; do sleep 1000 & i=$((i+1)); done';
  const result = await shellInSandbox(`(${count}) 2>/dev/null; ls /proc | grep -c "^[0-9]"`, { limits: { maxProcesses: 40 } });
  expect(result.kind).toBe('exited');
  if (result.kind === 'exited') expect(Number(result.stdout)).toBeLessThanOrEqual(41);
});

test('every process is under the limits, however the start is scheduled', async () => {
  if (base.kind === 'none') return;
  const start = async () => {
    const marker = `bound-${randomUUID()}`;
    const seen = new AbortController();
    let memberships: number[] = [];
    const onOutput = () => {
      if (seen.signal.aborted) return;
      memberships = findProcesses(marker).map((pid) => cgroupsOf(pid).length);
      seen.abort();
    };
    await shellInSandbox(`echo up; sleep 1000; : ${marker}`, { onOutput, signal: seen.signal });
    return memberships;
  };
  for (const memberships of await Promise.all(Array.from({ length: 15 }, start))) {
    expect(memberships.length).toBeGreaterThanOrEqual(3);
    expect(new Set(memberships)).toEqual(new Set([base.parents.length]));
  }
});

/** The hierarchies where a process is in a cgroup of ours, as the host sees it. */
function cgroupsOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cgroup`, 'latin1').split('\n').filter((line) => line.includes('/lime-sandbox/'));
}

test('limits too small for the sandbox itself end it, and nothing hangs', async () => {
  expect((await shellInSandbox('echo ran', { limits: { timeoutMs: 0 } })).kind).toBe('timed_out');
  const starved = await Promise.all([1, 2, 3].map((memoryMb) => shellInSandbox('sleep 1000', { limits: { memoryMb, timeoutMs: 2_000 } })));
  starved.forEach(({ kind }) => expect(['out_of_memory', 'timed_out', 'unavailable']).toContain(kind));
  expect(['exited', 'unavailable']).toContain((await shellInSandbox('ls | cat', { limits: { maxProcesses: 1 } })).kind);
});

test('a hang ends as timed_out with what was printed', async () => {
  const result = await shellInSandbox('echo before; trap "" TERM INT; while true; do sleep 100; done', { limits: { timeoutMs: 300 } });
  expect(result).toMatchObject({ kind: 'timed_out', stdout: 'before\n' });
});

test('an output flood is capped, marked and drained, live too', async () => {
  let live = 0;
  const result = await shellInSandbox('head -c 20000000 /dev/zero | tr "\\0" x; echo done >&2', {
    limits: { outputBytes: 10_000 },
    onOutput: ({ stream, text }) => { if (stream === 'stdout') live += text.length; },
  });
  expect(result).toMatchObject({ kind: 'exited', exitCode: 0, truncated: true, stdout: 'x'.repeat(10_000), stderr: 'done\n' });
  expect(live).toBe(10_000);
});

test('the cap never splits a character', async () => {
  const result = await shellInSandbox("printf 'ääääää'", { limits: { outputBytes: 5 } });
  expect(result).toMatchObject({ stdout: 'ää', truncated: true });
});

test('a disk filler ends as disk_full', async () => {
  const result = await shellInSandbox('head -c 3G /dev/zero > fill; sleep 1000', { limits: { diskMb: 40 } });
  expect(result.kind).toBe('disk_full');
});

test('a filler that deletes its file while it is open ends as disk_full', async () => {
  const result = await shellInSandbox('exec 9>fill; rm fill; head -c 3G /dev/zero >&9; sleep 1000', { limits: { diskMb: 40 } });
  expect(result.kind).toBe('disk_full');
});

test('a flood of empty files, which takes inodes rather than blocks, ends as disk_full', async () => {
  await using workspace = await temporaryWorkspace();
  const flood = `node -e "const fs=require('fs'); for (let i=0;;i++) { const d='d'+Math.floor(i/1000); if (i%1000===0) fs.mkdirSync(d); fs.writeFileSync(d+'/'+i, '') }"`;
  const result = await shellInSandbox(flood, { workspace: workspace.path, limits: { diskMb: 2 } });
  expect(result.kind).toBe('disk_full');
  // Far fewer than would fill two megabytes with directory entries.
  expect((await readdir(workspace.path)).length).toBeLessThan(20);
});

test('replacing what was there before is no growth', async () => {
  await using workspace = await temporaryWorkspace();
  await writeFile(join(workspace.path, 'big'), Buffer.alloc(120 << 20, 1));
  const result = await shellInSandbox('for i in 1 2; do rm big; head -c 120M /dev/zero > big; sleep 0.3; done; echo fine', { workspace: workspace.path, limits: { diskMb: 100 } });
  expect(result).toMatchObject({ kind: 'exited', stdout: 'fine\n' });
});

test('what others write is not ours', async () => {
  await using other = await temporaryWorkspace();
  const fill = 'head -c 60M /dev/zero > foreign';
  const running = shellInSandbox('while [ ! -e stop ]; do sleep 0.05; done; echo fine', { workspace: other.path, limits: { diskMb: 40 } });
  await outputOf(`${fill}; sleep 0.3`);
  await writeFile(join(other.path, 'stop'), '');
  expect(await running).toMatchObject({ kind: 'exited', stdout: 'fine\n' });
});

test('a sparse file costs what it holds', async () => {
  await using workspace = await temporaryWorkspace();
  await writeFile(join(workspace.path, 'sparse'), '');
  await truncate(join(workspace.path, 'sparse'), 1 << 30);
  const result = await shellInSandbox('truncate -s 5G other; sleep 0.5', { workspace: workspace.path, limits: { diskMb: 40 } });
  expect(result).toMatchObject({ kind: 'exited', exitCode: 0 });
});
