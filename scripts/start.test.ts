import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stands in for the server: says what reaches it, stops cleanly when asked unless it was told to hang. */
const SERVER = `
const hang = process.argv.includes('--hang');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log('got', signal); if (!hang) process.exit(0); });
console.log('ready', process.pid);
if (process.argv.includes('--crash')) process.exit(7);
setInterval(() => {}, 60_000);
`;

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'lime-start-'));
  const project = join(import.meta.dir, '..');
  cpSync(import.meta.dir, join(clone, 'scripts'), { recursive: true });
  cpSync(join(project, 'package-lock.json'), join(clone, 'package-lock.json'));
  symlinkSync(join(project, 'node_modules'), join(clone, 'node_modules'));
  mkdirSync(join(clone, 'apps/server/src'), { recursive: true });
  writeFileSync(join(clone, 'apps/server/src/main.ts'), SERVER);
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** Runs start.mjs and waits for the server; `rest` reads what is printed from then on to the end. */
async function start(...args: string[]) {
  const starter = Bun.spawn(['node', join(clone, 'scripts/start.mjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const reader = starter.stdout.getReader();
  const decoder = new TextDecoder();
  const next = async () => decoder.decode((await reader.read()).value);
  const rest = async () => {
    let text = '';
    for (let chunk = await next(); chunk !== ''; chunk = await next()) text += chunk;
    return text;
  };
  const server = Number((await next()).match(/ready (\d+)/)?.[1]);
  return { starter, server, next, rest };
}

test('Ctrl-C, even when it arrives twice at once, asks the server once and ends with 0', async () => {
  const { starter, rest } = await start();
  starter.kill('SIGINT');
  starter.kill('SIGINT');
  expect(await rest()).toBe('got SIGINT\n');
  expect(await starter.exited).toBe(0);
});

test.each(['--help', '-h'])('%s says what there is, and starts nothing', async (option) => {
  const starter = Bun.spawn(['node', join(clone, 'scripts/start.mjs'), option], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Response(starter.stdout).text();
  expect([await starter.exited, said.includes('LIME_PORT'), said.includes('ready')]).toEqual([0, true, false]);
});

test('SIGTERM and a closed terminal stop the server cleanly', async () => {
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    const { starter, rest } = await start();
    starter.kill(signal);
    expect(await rest()).toBe('got SIGTERM\n');
    expect(await starter.exited).toBe(0);
  }
});

test('a second Ctrl-C ends a server that does not stop', async () => {
  const { starter, next, rest } = await start('--hang');
  starter.kill('SIGINT');
  expect(await next()).toBe('got SIGINT\n');
  await Bun.sleep(400); // a second keypress, later than the echo of the first
  starter.kill('SIGINT');
  expect(await rest()).toBe('');
  expect(await starter.exited).toBe(137);
});

test('a server that ends by itself gives its exit code', async () => {
  const { starter } = await start('--crash');
  expect(await starter.exited).toBe(7);
});

test('the server stops when the starter was killed with SIGKILL', async () => {
  const { starter, rest } = await start();
  starter.kill('SIGKILL');
  expect(await rest()).toBe('got SIGTERM\n');
});
