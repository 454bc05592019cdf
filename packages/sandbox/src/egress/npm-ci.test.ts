import { expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInSandbox } from '../run-in-sandbox.ts';
import { LIMITS, temporaryWorkspace } from '../testing/shell-in-sandbox.ts';
import type { EgressRequest } from './reach-destination.ts';
import { isPublicAddress } from './resolve-destination.ts';
import { startEgressProxy } from './start-egress-proxy.ts';
import { withEgress } from './with-egress.ts';

const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const { hostname, port, protocol } = new URL(registry);
const isReachable = await fetch(new URL('is-number', registry), { signal: AbortSignal.timeout(10_000) }).then(({ ok }) => ok, () => false);
if (!isReachable) console.log("skipped: the host's npm registry cannot be reached");

test.skipIf(!isReachable)("npm ci works through the proxy against the host's configured registry", async () => {
  await using workspace = await temporaryWorkspace();
  await using outside = await temporaryWorkspace();
  const dependencies = { 'is-number': '7.0.0' };
  const manifest = { name: 'tiny', version: '1.0.0', dependencies };
  const locked = { name: 'tiny', version: '1.0.0', lockfileVersion: 3, packages: { '': manifest, 'node_modules/is-number': { version: '7.0.0' } } };
  await writeFile(join(workspace.path, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(workspace.path, 'package-lock.json'), JSON.stringify(locked));
  const { address } = await lookup(hostname);
  const rule = { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)), private: !isPublicAddress(address) };
  const requests: EgressRequest[] = [];
  const socketPath = join(outside.path, 'egress.sock');
  const proxy = await startEgressProxy({ socketPath, allow: [rule], onRequest: (request) => requests.push(request) });
  const command = { workspace: workspace.path, argv: ['npm', 'ci', '--no-audit', '--no-fund'], limits: LIMITS, env: { npm_config_registry: registry, npm_config_update_notifier: 'false' } };
  const result = await runInSandbox(withEgress(command, { socketPath }));
  await proxy.close();
  expect(result).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect(await readdir(join(workspace.path, 'node_modules/is-number'))).toContain('package.json');
  expect(new Set(requests.map(({ host, allowed }) => `${host} ${allowed}`))).toEqual(new Set([`${hostname} true`]));
}, 60_000);
