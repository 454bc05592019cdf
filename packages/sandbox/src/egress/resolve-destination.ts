import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { Destination, EgressRule } from './egress-rule.ts';

export type Resolution = { ok: true; addresses: string[] } | { ok: false; refused: boolean; reason: string };

/**
 * Resolves a destination to the addresses that may be dialled. The caller dials these and resolves
 * no name again, so that a second answer of the name's owner cannot lead elsewhere.
 */
export async function resolveDestination({ host }: Destination, rule: EgressRule): Promise<Resolution> {
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) return { ok: false, refused: false, reason: `${host} could not be resolved` };
  const all = found.map(({ address }) => address);
  const addresses = rule.private ? all : all.filter(isPublicAddress);
  if (addresses.length > 0) return { ok: true, addresses };
  return { ok: false, refused: true, reason: `${host} resolves to the private address ${all.join(', ')}` };
}

/** Whether an address lies in the public internet. NAT64, 6to4 and Teredo, which wrap an IPv4 address, never do. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
