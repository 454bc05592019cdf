import { expect, test } from 'bun:test';
import { closeSync, writeSync } from 'node:fs';
import { openPipe } from './libc.ts';
import { waitForGo } from './wait-for-go.ts';

async function startedWith(line: string): Promise<string> {
  const gate = openPipe();
  const child = Bun.spawn(waitForGo('3', ['/bin/sh', '-c', 'echo "ran $1"; ls /proc/self/fd', 'sh', 'a b']), { stdio: ['ignore', 'pipe', 'inherit', gate.read] });
  closeSync(gate.read);
  writeSync(gate.write, line);
  closeSync(gate.write);
  return new Response(child.stdout).text();
}

test('the command starts on the line, with its arguments whole and without the descriptor', async () => {
  expect(await startedWith('go\n')).toBe('ran a b\n0\n1\n2\n3\n');
});

test('it never starts when the other end goes away', async () => {
  expect(await startedWith('')).toBe('');
});
