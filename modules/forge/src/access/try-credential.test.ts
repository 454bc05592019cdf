import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { createRepository, readRemoteRef } from '@lime/git';
import { createOutbound } from '@lime/outbound';
import { openSshServer } from '../testing/ssh-server.ts';
import { tryCredential } from './try-credential.ts';

const server = await openSshServer();

test.skipIf(!server)('an SSH server is asked at the address that its name was looked up to have, and known by that name', async () => {
  if (!server) return;
  try {
    const gitDir = join(server.home, 'shop.git');
    await Bun.write(join(server.home, 'files', 'a.txt'), 'a\n');
    await createRepository({ gitDir, folder: join(server.home, 'files'), message: 'First\n', author: { name: 'Ada', email: 'ada@example.org' }, date: new Date() });
    // No resolver but ours knows the name.
    const url = `ssh://${server.user}@git.invalid:${server.port}${gitDir}`;
    const credential = { provider: 'git', auth: 'ssh_key', url, secret: server.privateKey, settings: {} } as const;
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await tryCredential({ outbound: createOutbound({ resolve }) }, credential)).toMatchObject({ ok: false, code: 'address_refused' });
    const tried = await tryCredential({ outbound: createOutbound({ privateHosts: ['git.invalid'], resolve }) }, credential);
    const hostKeys = tried.ok ? (tried.value.hostKeys ?? '') : tried.message;
    expect(hostKeys).toBe(`[git.invalid]:${server.port} ${server.hostKey.split(' ').slice(0, 2).join(' ')}`);
    const access = { kind: 'ssh_key', privateKey: server.privateKey, hostKeys: hostKeys.replace('git.invalid', 'other.invalid') } as const;
    expect(await readRemoteRef(url, 'HEAD', { access, addresses: ['127.0.0.1'] })).toMatchObject({ ok: false, code: 'access_denied' });
  } finally {
    await server.close();
  }
}, 30_000);
