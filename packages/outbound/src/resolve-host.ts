import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublic, mayConnect, type PrivateHosts } from './private-hosts.ts';

export type Address = { address: string; family: number };

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<Address[]>;

/** `isPublic`: some of the addresses lie in the public internet. */
export type Resolved = { kind: 'resolved'; addresses: Address[]; isPublic: boolean } | { kind: 'refused' | 'unknown'; message: string };

export const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

/** The addresses of a host that may be connected to. `host` as it stands in a URL: IPv6 in brackets. */
export async function resolveHost(host: string, allowed: PrivateHosts, resolve: Resolve): Promise<Resolved> {
  const name = host.replace(/^\[|\]$/g, '');
  const family = isIP(name);
  const found = family > 0 ? [{ address: name, family }] : await resolve(name).catch(() => []);
  if (found.length === 0) return { kind: 'unknown', message: `The name ${name} could not be resolved. Check the address.` };
  const addresses = found.filter(({ address }) => mayConnect(address, name, allowed));
  if (addresses.length > 0) return { kind: 'resolved', addresses, isPublic: addresses.some(({ address }) => isPublic(address)) };
  return { kind: 'refused', message: `${name} leads into a private network (${found[0]?.address}), where this server does not go. Whoever runs the server may allow it: LIME_PRIVATE_HOSTS=${name}` };
}
