#!/usr/bin/env node
// Runs the CLI, which is TypeScript, with the Bun that npm installed: plain Node >= 20 is enough to start it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '..', 'src', 'main.ts');

function findBun() {
  try {
    const bun = join(dirname(createRequire(import.meta.url).resolve('bun/package.json')), 'bin', 'bun.exe');
    return existsSync(bun) ? bun : null;
  } catch {
    return null;
  }
}

const bun = findBun();
if (!bun) {
  console.error('lime: Bun is not installed. Run "npm install" in the folder of the clone, then try again.');
  process.exit(1);
}
const args = [bun, main, ...process.argv.slice(2)];
if (process.execve) {
  // Node >= 22.15 can become Bun: no second process, signals and exit codes as they are.
  try {
    process.removeAllListeners('warning');
    process.emitWarning = () => {};
    process.execve(bun, args, process.env);
  } catch {
    // Not on this platform; go on as below.
  }
}
const child = spawn(bun, args.slice(1), { stdio: 'inherit' });
// Ctrl-C on a terminal reaches both processes; other signals reach only this one.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
