import { expect, test } from 'bun:test';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryWorkspace } from './testing/shell-in-sandbox.ts';
import { findToolchain } from './toolchain-mounts.ts';

async function fakeNode(prefix: string): Promise<void> {
  for (const part of ['bin', 'etc', 'lib/node_modules/npm']) await mkdir(join(prefix, part), { recursive: true });
  await writeFile(join(prefix, 'bin/node'), '');
  await writeFile(join(prefix, 'etc/npmrc'), '//registry/:_authToken=secret');
}

test('a node in a home directory is mounted by its parts, without its settings', async () => {
  await using home = await temporaryWorkspace();
  const prefix = join(home.path, '.nvm/versions/node/v20');
  await fakeNode(prefix);
  const { mounts, path } = await findToolchain(join(prefix, 'bin'));
  const nodeMounts = mounts.filter(({ inside }) => inside.startsWith('/opt/lime/node'));
  expect(nodeMounts).toEqual([
    { host: join(prefix, 'bin'), inside: '/opt/lime/node/bin' },
    { host: join(prefix, 'lib'), inside: '/opt/lime/node/lib' },
  ]);
  expect(path).toContain('/opt/lime/node/bin');
});

test('links are followed to the installation', async () => {
  await using home = await temporaryWorkspace();
  await fakeNode(join(home.path, 'real'));
  await mkdir(join(home.path, 'links'));
  await symlink('../real/bin/node', join(home.path, 'links/node'));
  const { mounts } = await findToolchain(join(home.path, 'links'));
  expect(mounts.map(({ host }) => host)).toContain(join(home.path, 'real/bin'));
});

test("a version manager's shim is asked for what it stands for", async () => {
  await using home = await temporaryWorkspace();
  await fakeNode(join(home.path, 'real'));
  await mkdir(join(home.path, 'shims'));
  await writeFile(join(home.path, 'shims/node'), `#!/bin/sh\necho ${home.path}/real/bin/node\n`);
  await chmod(join(home.path, 'shims/node'), 0o755);
  const { mounts } = await findToolchain(join(home.path, 'shims'));
  expect(mounts.map(({ host }) => host)).toContain(join(home.path, 'real/bin'));
});

test('a node without npm is passed over for the next, and one below /usr needs no mount', async () => {
  await using home = await temporaryWorkspace();
  await mkdir(join(home.path, 'node_modules/.bin'), { recursive: true });
  await writeFile(join(home.path, 'node_modules/.bin/node'), '');
  await fakeNode(join(home.path, 'real'));
  const { path } = await findToolchain(`${home.path}/node_modules/.bin:${home.path}/real/bin`);
  expect(path[0]).toBe('/opt/lime/node/bin');
  const system = await findToolchain('/nowhere:/usr/bin');
  expect(system.mounts.filter(({ inside }) => inside.startsWith('/opt/lime/node'))).toEqual([]);
});
