import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** OpenSSH's own server on this machine. */
export type SshServer = {
  port: number;
  user: string;
  /** As a target is told it. */
  hostKey: string;
  /** Lets in. */
  privateKey: string;
  /** Another one, which does not. */
  strangersKey: string;
  /** Where those who come in are at home. */
  home: string;
  close(): Promise<void>;
};

/** Null when this machine has no `sshd`: apt-get install openssh-server. */
export async function openSshServer(): Promise<SshServer | null> {
  const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path)) ?? Bun.which('sshd');
  if (!sshd) return null;
  const folder = mkdtempSync(join(tmpdir(), 'lime-sshd-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['host', 'ours', 'strangers']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  mkdirSync(at('home'));
  // Where it is started by root it insists on this folder.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  writeFileSync(at('authorized'), readFileSync(at('ours.pub')), { mode: 0o600 });
  const port = await freePort();
  const config = [
    `Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${at('host')}`, `AuthorizedKeysFile ${at('authorized')}`, 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no',
    'PidFile none', `SetEnv HOME=${at('home')}`, 'PermitRootLogin yes', 'PrintMotd no', 'LogLevel ERROR',
  ];
  writeFileSync(at('config'), `${config.join('\n')}\n`);
  const child = spawn(sshd, ['-D', '-e', '-f', at('config')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (child.exitCode === null && !(await answers(port))) await Bun.sleep(20);
  return {
    port, user: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(), hostKey: readFileSync(at('host.pub'), 'utf8').trim(), privateKey: readFileSync(at('ours'), 'utf8'), strangersKey: readFileSync(at('strangers'), 'utf8'), home: at('home'),
    close: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => {} } })).end();
    return true;
  } catch {
    return false;
  }
}
