import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SshMachine = { address: string; port: number; user: string; hostKey: string; privateKey: string };

/** The name under which the machine's key is looked for, whatever it is called. */
const alias = 'assembly-lime-target';

/** A folder of its own with the key, readable by us alone, and the one host key that counts; gone when closed. */
export async function openSshFolder({ address, port, user, hostKey, privateKey }: SshMachine): Promise<{ folder: string; args: string[]; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lime-deploy-'));
  const [keyFile, hostsFile] = [join(folder, 'key'), join(folder, 'known_hosts')];
  await writeFile(keyFile, privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`, { mode: 0o600 });
  await writeFile(hostsFile, `${alias} ${hostKey}\n`, { mode: 0o600 });
  const options = [
    `HostName=${address}`, `HostKeyAlias=${alias}`, `UserKnownHostsFile=${hostsFile}`, 'GlobalKnownHostsFile=/dev/null', 'StrictHostKeyChecking=yes', 'CheckHostIP=no', 'UpdateHostKeys=no', `HostKeyAlgorithms=${algorithmsOf(hostKey)}`,
    `IdentityFile=${keyFile}`, 'IdentitiesOnly=yes', 'IdentityAgent=none', 'PreferredAuthentications=publickey', 'BatchMode=yes', 'ForwardAgent=no', 'ForwardX11=no', 'ClearAllForwardings=yes', 'PermitLocalCommand=no',
    'ControlMaster=no', 'ControlPath=none', 'ProxyCommand=none', 'ConnectTimeout=20', 'ServerAliveInterval=15', 'ServerAliveCountMax=4', 'LogLevel=ERROR',
  ];
  return {
    folder,
    args: ['-F', '/dev/null', '-T', ...options.flatMap((option) => ['-o', option]), '-p', String(port), '-l', user, '--', alias, 'exec sh -s'],
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A key of the kind RSA signs by the newer hashes. */
function algorithmsOf(hostKey: string): string {
  const kind = hostKey.split(' ')[0] ?? '';
  return kind === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : kind;
}
