import { expect, test } from 'bun:test';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LIMITS, temporaryWorkspace } from './testing/shell-in-sandbox.ts';
import { findProcesses } from './testing/find-processes.ts';
import { startShell, textOf } from './testing/start-shell.ts';
import { startInSandbox } from './start-in-sandbox.ts';

const MEGABYTE = 1 << 20;

test('lines go in and out while the program lives', async () => {
  const program = await startShell('while read -r line; do echo "got $line"; done; echo bye; exit 5');
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  for (const word of ['one', 'two', 'three']) {
    program.stdin.write(`${word}\n`);
    expect(await lines.next()).toMatchObject({ value: `got ${word}` });
  }
  program.stdin.end();
  expect(await lines.next()).toMatchObject({ value: 'bye' });
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 5, stderr: '', truncated: false });
});

test('a hundred megabytes go through unchanged in both directions, at a flat memory', async () => {
  const program = await startShell('exec cat');
  const sent = new Bun.CryptoHasher('sha256');
  const received = new Bun.CryptoHasher('sha256');
  const piece = Buffer.alloc(MEGABYTE);
  Bun.gc(true);
  const before = process.memoryUsage.rss();
  const feed = async () => {
    for (let count = 0; count < 100; count++) {
      piece.writeUInt32LE(count, count);
      sent.update(piece);
      // More than the stream holds, so it is wholly written at the drain and can be used again.
      program.stdin.write(piece);
      await once(program.stdin, 'drain');
    }
    program.stdin.end();
  };
  const fed = feed();
  let bytes = 0;
  for await (const chunk of program.stdout) {
    bytes += chunk.length;
    received.update(chunk);
  }
  await fed;
  expect(bytes).toBe(100 * MEGABYTE);
  expect(received.digest('hex')).toBe(sent.digest('hex'));
  // Either direction held whole would be as much again.
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MEGABYTE);
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 0 });
});

test('a program that says more than is read waits, and gets on when it is read', async () => {
  let allSaid = false;
  const program = await startShell('head -c 104857600 /dev/zero; echo all said >&2', { onOutput: () => { allSaid = true; } });
  await once(program.stdout, 'readable');
  // Until nothing more comes.
  for (let held = -1; held !== program.stdout.readableLength; await Bun.sleep(200)) held = program.stdout.readableLength;
  expect(program.stdout.readableLength).toBeLessThan(MEGABYTE / 4);
  expect(allSaid).toBe(false);
  let bytes = 0;
  for await (const chunk of program.stdout) bytes += chunk.length;
  expect(bytes).toBe(100 * MEGABYTE);
});

test('a program that never reads its stdin holds back the writer, and its end frees it', async () => {
  const program = await startShell('sleep 0.3; exit 3');
  let written = 0;
  const write = async () => {
    while (!program.stdin.destroyed && written < 1000) {
      written += 1;
      if (!program.stdin.write(Buffer.alloc(MEGABYTE))) await Promise.race([once(program.stdin, 'drain'), once(program.stdin, 'close')]);
    }
  };
  await write();
  expect(written).toBeLessThan(4);
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 3 });
  // What comes too late is dropped without an error.
  program.stdin.write('too late');
});

test('a flood on stderr is drained, of which the first part is kept', async () => {
  const before = process.memoryUsage.rss();
  const program = await startShell('head -c 100M /dev/zero | tr "\\0" x >&2; echo done', { limits: { outputBytes: 1000 } });
  expect(await textOf(program.stdout)).toBe('done\n');
  const end = await program.exited;
  expect(end).toMatchObject({ kind: 'exited', exitCode: 0, stderr: 'x'.repeat(1000), truncated: true });
  // Either direction held whole would be as much again.
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MEGABYTE);
});

test('stderr is told live, stdout is not', async () => {
  const said = Promise.withResolvers<{ stream: string; text: string }>();
  const program = await startShell('echo oops >&2; read -r line; echo $line', { onOutput: said.resolve });
  expect(await said.promise).toEqual({ stream: 'stderr', text: 'oops\n' });
  program.stdin.end('on\n');
  expect(await textOf(program.stdout)).toBe('on\n');
});

test('its stdin is a real pipe, that can be opened by name', async () => {
  const program = await startShell('cat < /dev/stdin; echo out > /dev/stdout');
  program.stdin.end('in\n');
  expect(await textOf(program.stdout)).toBe('in\nout\n');
});

test('what is said at the very end can be read after the end', async () => {
  const program = await startShell('head -c 60000 /dev/zero | tr "\\0" x');
  await program.exited;
  expect(await textOf(program.stdout)).toBe('x'.repeat(60_000));
});

test('a reader that never comes does not hold up the end', async () => {
  const program = await startShell('head -c 1M /dev/zero');
  await once(program.stdout, 'readable');
  program.kill('cancelled');
  expect(await program.exited).toMatchObject({ kind: 'cancelled' });
});

test('a reader that goes away is a broken pipe for the program', async () => {
  const program = await startShell('trap "" PIPE; while echo y; do :; done 2>/dev/null; exit 4');
  await once(program.stdout, 'readable');
  program.stdout.destroy();
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 4 });
});

test.each(['cancelled', 'timed_out'] as const)('kill(%p) kills what the program has started as well', async (cause) => {
  const marker = `live-${randomUUID()}`;
  const program = await startShell(`setsid sh -c 'trap "" TERM; sleep 1000; : ${marker}' & echo up; wait`);
  await once(program.stdout, 'data');
  expect(findProcesses(marker).length).toBeGreaterThan(0);
  program.kill(cause);
  program.kill('disk_full');
  expect(await program.exited).toMatchObject({ kind: cause });
  expect(findProcesses(marker)).toEqual([]);
  expect(program.stdin.destroyed).toBe(true);
});

test('an orphan does not outlive the program, nor keep its stdout open', async () => {
  const marker = `orphan-${randomUUID()}`;
  const program = await startShell(`setsid sh -c 'sleep 1000; : ${marker}' & echo up`);
  expect(await textOf(program.stdout)).toBe('up\n');
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect(findProcesses(marker)).toEqual([]);
});

test('kill at once, and an aborted signal, are cancellations before anything runs', async () => {
  const program = await startShell('echo ran');
  program.kill('cancelled');
  expect(await textOf(program.stdout)).toBe('');
  expect(await program.exited).toMatchObject({ kind: 'cancelled', stderr: '' });
  const aborted = await startShell('echo ran', { signal: AbortSignal.abort() });
  expect(await aborted.exited).toMatchObject({ kind: 'cancelled' });
});

test('the limits hold: memory, time and disk', async () => {
  const hog = await startShell('node -e "const a=[]; for(;;) a.push(Buffer.alloc(8<<20, 1))"', { limits: { memoryMb: 128 } });
  expect((await hog.exited).kind).toBe('out_of_memory');
  const hang = await startShell('sleep 1000', { limits: { timeoutMs: 300 } });
  expect((await hang.exited).kind).toBe('timed_out');
  const filler = await startShell('head -c 1G /dev/zero > fill; sleep 1000', { limits: { diskMb: 40 } });
  expect((await filler.exited).kind).toBe('disk_full');
});

test('a sandbox that cannot be made shows as the end', async () => {
  const program = await startShell('true', { workspace: '/no/such/place' });
  program.stdin.end('lost');
  expect(await textOf(program.stdout)).toBe('');
  expect(await program.exited).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('/no/such/place') });
});

test('a program that does not exist exits with 127, one killed by a signal with 128 + n', async () => {
  expect(await (await startShell('', { argv: ['no-such-program'] })).exited).toMatchObject({ kind: 'exited', exitCode: 127 });
  expect(await (await startShell('kill -TERM $$')).exited).toMatchObject({ kind: 'exited', exitCode: 143 });
});

test('no descriptor is left after fifty starts, spoken with or not', async () => {
  const talk = async (turn: number) => {
    const program = await startShell(turn % 3 === 0 ? 'cat' : 'head -c 200000 /dev/zero; sleep 1000');
    if (turn % 3 === 1) await once(program.stdout, 'data');
    if (turn % 3 === 0) program.stdin.end('hello');
    else program.stdin.write(Buffer.alloc(MEGABYTE));
    if (turn % 3 > 0) program.kill('cancelled');
    await program.exited;
  };
  await talk(0);
  const before = openPipes();
  for (let turn = 0; turn < 50; turn += 10) await Promise.all(Array.from({ length: 10 }, (_, index) => talk(turn + index)));
  // The runtime closes copies of its own a moment later.
  while (openPipes().some((pipe) => !before.includes(pipe))) await Bun.sleep(5);
});

function openPipes(): string[] {
  return readdirSync('/proc/self/fd').map(targetOf).filter((target) => target.startsWith('pipe:'));
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`, { encoding: 'utf8' });
  } catch {
    // The one by which the directory was read.
    return '';
  }
}

test('a writable mount outlives the sandbox, counts as disk use, and is refused behind a planted link', async () => {
  await using home = await temporaryWorkspace();
  await using workspace = await temporaryWorkspace();
  const writable = [{ host: home.path, inside: '/home/agent/.tool' }];
  const run = (script: string, diskMb = 100) => startInSandbox({ workspace: workspace.path, argv: ['/bin/sh', '-c', script], writable, limits: { ...LIMITS, diskMb } }).exited;
  expect(await run('echo session > ~/.tool/session; touch ~/fleeting')).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect(await readFile(join(home.path, 'session'), 'utf8')).toBe('session\n');
  expect(readdirSync(home.path)).toEqual(['session']);
  expect(await run('cat ~/.tool/session >&2')).toMatchObject({ stderr: 'session\n' });
  expect(await run('head -c 1G /dev/zero > ~/.tool/fill; sleep 1000', 40)).toMatchObject({ kind: 'disk_full' });
  await mkdir(join(workspace.path, 'real'));
  await writeFile(join(workspace.path, 'real/file'), '');
  const behind = startInSandbox({ workspace: workspace.path, argv: ['true'], writable: [{ host: home.path, inside: '/workspace/real/file/x' }], limits: LIMITS });
  expect(await behind.exited).toMatchObject({ kind: 'unavailable' });
});
