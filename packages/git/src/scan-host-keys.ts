import { execa } from 'execa';
import type { RepositoryUrl } from './repository-url.ts';

/** Seconds. */
const patience = 10;

/** The keys by which an SSH server at this address shows itself right now, as `known_hosts` lines of its name; empty when it cannot be asked. */
export async function scanHostKeys(url: RepositoryUrl, address: string): Promise<string> {
  const { host, port } = sshHost(url);
  const scan = await execa('ssh-keyscan', ['-T', String(patience), '-p', port, '-f', '-'], { reject: false, input: `${address} ${host}\n`, stderr: 'ignore', timeout: (patience + 5) * 1000 });
  const lines = (scan.stdout ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.toSorted().join('\n');
}

/** Of `ssh://git@host:2222/path` or `git@host:path`. */
export function sshHost({ location }: RepositoryUrl): { host: string; port: string } {
  if (!location.startsWith('ssh://')) return { host: /@([^:]+):/.exec(location)?.[1] ?? location, port: '22' };
  const { hostname, port } = new URL(location);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? '22' : port };
}
