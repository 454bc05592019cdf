/**
 * `npm run bench`: installs the peers when they are missing or the lockfile has changed, then runs
 * the benchmark with Bun. The peers stand in this folder's own lockfile, so that nobody who does not
 * measure has to download them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const bench = import.meta.dirname;
const bun = join(bench, '../node_modules/.bin/bun');
const stamp = join(bench, 'node_modules/.installed-lock');

if (!existsSync(bun)) fail('The product itself is not installed yet: run `npm install` in the repository first.');
installPeers();
const child = spawn(bun, [join(bench, 'src/main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));

function installPeers() {
  const lock = createHash('sha256').update(readFileSync(join(bench, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing the peers into bench/node_modules …');
  // No peer needs an install script; one of them (a usage counter) would call home.
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: bench, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) fail('The peers could not be installed: see the lines above.');
  writeFileSync(stamp, lock);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
