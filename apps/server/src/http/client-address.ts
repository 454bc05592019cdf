import { isIPv6 } from 'node:net';

/**
 * Whom a request comes from. Behind `proxyHops` proxies of our own: the last entry of X-Forwarded-For that one of
 * them wrote. What stands before it, anybody can have written.
 */
export function clientAddress(request: Request, peer: string | null, proxyHops: number): string | null {
  if (proxyHops === 0) return plain(peer);
  const heard = request.headers.get('x-forwarded-for')?.split(',').map((entry) => entry.trim()) ?? [];
  return plain(heard.at(-proxyHops) ?? peer);
}

/** The part of an address that one customer of a provider has: an IPv4 address, or 64 bits of IPv6. */
export function limitedAddress(address: string | null): string {
  return address !== null && isIPv6(address) ? groupsOf(address).slice(0, 4).join(':') : (address ?? 'unknown');
}

/** What is kept of an address: enough for people to know their own sessions by. */
export function shortAddress(address: string | null): string | null {
  if (address === null) return null;
  return isIPv6(address) ? `${groupsOf(address).slice(0, 3).join(':')}:…` : address.replace(/\.\d+$/, '.…');
}

/** IPv4 within IPv6 is IPv4. */
function plain(address: string | null): string | null {
  return address?.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').slice(0, 45) ?? null;
}

/** All eight groups, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  return [...(before ?? []), ...(tail === undefined ? [] : Array.from({ length: Math.max(0, missing) }, () => '0')), ...(after ?? [])].map((group) => group.replace(/^0+(?=.)/, ''));
}
