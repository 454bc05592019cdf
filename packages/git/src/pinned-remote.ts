import { isIP } from 'node:net';
import { takesAddresses } from './git-version.ts';
import { openPinProxy } from './pin-proxy.ts';
import type { RepositoryUrl } from './repository-url.ts';
import { sshHost } from './scan-host-keys.ts';

/** By what git's HTTP goes to addresses that were looked at, whatever the name leads to by then; to be closed when git has ended. */
export type Pinned = { readonly config: readonly string[]; readonly env: Readonly<Record<string, string>>; close(): void };

const unpinned: Pinned = { config: [], env: {}, close: () => {} };

export async function pinHttp(url: RepositoryUrl, addresses: readonly string[] | undefined): Promise<Pinned> {
  if (!addresses || url.kind !== 'http') return unpinned;
  const { hostname, port, protocol } = new URL(url.location);
  // A number is its own address.
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return unpinned;
  const at = Number(port || (protocol === 'https:' ? '443' : '80'));
  if (await takesAddresses()) return { ...unpinned, config: resolveTo(hostname.replace(/\.$/, ''), at, addresses) };
  // The operator's own proxy looks names up itself.
  if (hasProxy(protocol)) return unpinned;
  const proxy = await openPinProxy({ port: at, addresses });
  return { config: [`http.proxy=${proxy.url}`], env: { NO_PROXY: '', no_proxy: '' }, close: proxy.close };
}

/** Whether curl keeps a dot at the end of a name depends on its version. */
function resolveTo(name: string, port: number, addresses: readonly string[]): string[] {
  const to = addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address)).join(',');
  return [name, `${name}.`].map((host) => `http.curloptResolve=${host}:${port}:${to}`);
}

function hasProxy(protocol: string): boolean {
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'] : ['http_proxy', 'ALL_PROXY', 'all_proxy'];
  return names.some((name) => (process.env[name] ?? '') !== '');
}

/** Options by which ssh does the same; its host is known by the name that it has in the URL. */
export function pinnedSsh(url: RepositoryUrl, addresses: readonly string[] | undefined): string[] {
  const [address] = addresses ?? [];
  if (address === undefined || url.kind !== 'ssh') return [];
  const { host, port } = sshHost(url);
  return [`HostName=${address}`, `HostKeyAlias=${port === '22' ? host : `[${host}]:${port}`}`, 'CheckHostIP=no'];
}
