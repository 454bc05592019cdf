import { isIP } from 'node:net';
import type { RepositoryUrl } from './repository-url.ts';
import { sshHost } from './scan-host-keys.ts';

/** Settings by which git's HTTP goes to addresses that were looked at, whatever the name leads to by then. Since git 2.37. */
export function pinnedHttp(url: RepositoryUrl, addresses: readonly string[] | undefined): string[] {
  if (!addresses || url.kind !== 'http') return [];
  const { hostname, port, protocol } = new URL(url.location);
  // A number is its own address.
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return [];
  const to = addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address)).join(',');
  const at = port || (protocol === 'https:' ? '443' : '80');
  const name = hostname.replace(/\.$/, '');
  // Whether curl keeps a dot at the end of a name depends on its version.
  return [name, `${name}.`].map((host) => `http.curloptResolve=${host}:${at}:${to}`);
}

/** Options by which ssh does the same; its host is known by the name that it has in the URL. */
export function pinnedSsh(url: RepositoryUrl, addresses: readonly string[] | undefined): string[] {
  const [address] = addresses ?? [];
  if (address === undefined || url.kind !== 'ssh') return [];
  const { host, port } = sshHost(url);
  return [`HostName=${address}`, `HostKeyAlias=${port === '22' ? host : `[${host}]:${port}`}`, 'CheckHostIP=no'];
}
