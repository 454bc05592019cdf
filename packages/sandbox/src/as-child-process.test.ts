import { expect, test } from 'bun:test';
import { once } from 'node:events';
import { asChildProcess } from './as-child-process.ts';
import { startShell, textOf } from './testing/start-shell.ts';

type Exit = [code: number | null, signal: NodeJS.Signals | null];

async function child(script: string, overrides: Parameters<typeof startShell>[1] = {}) {
  const process = asChildProcess(await startShell(script, overrides));
  const exit = new Promise<Exit>((resolve) => process.once('exit', (...how) => resolve(how)));
  const error = new Promise<Error>((resolve) => process.once('error', resolve));
  return { process, exit, error };
}

test('a program that ends by itself has an exit code and no signal', async () => {
  const { process, exit } = await child('cat; exit 6');
  expect([process.exitCode, process.killed]).toEqual([null, false]);
  process.stdin.end('hello');
  expect(await textOf(process.stdout)).toBe('hello');
  expect(await exit).toEqual([6, null]);
  expect([process.exitCode, process.signalCode, process.killed, process.kill('SIGTERM')]).toEqual([6, null, false, false]);
});

test('kill ends a program that ignores signals', async () => {
  const { process, exit } = await child('trap "" TERM; echo up; while :; do sleep 1; done');
  await once(process.stdout, 'data');
  expect(process.kill('SIGTERM')).toBe(true);
  expect(process.killed).toBe(true);
  expect(await exit).toEqual([null, 'SIGKILL']);
  expect([process.exitCode, process.signalCode]).toEqual([null, 'SIGKILL']);
});

test('a limit shows as a signal, a failed start as an error; a listener taken off hears nothing', async () => {
  const { process, exit } = await child('sleep 1000', { limits: { timeoutMs: 100 } });
  let heard = 0;
  const listener = () => { heard += 1; };
  process.on('exit', listener);
  process.off('exit', listener);
  expect(await exit).toEqual([null, 'SIGKILL']);
  expect(heard).toBe(0);
  const failed = await child('true', { workspace: '/no/such/place' });
  expect(String(await failed.error)).toContain('/no/such/place');
});
