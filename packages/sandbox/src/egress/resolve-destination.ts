import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { Destination, EgressRule } from './egress-rule.ts';

/** All addresses of a name, or why nobody may go there; a rejection or none when there is no such name. */
export type Resolve = (host: string) => Promise<string[] | { refused: string }>;

export type Resolution = { ok: true; addresses: string[] } | { ok: false; refused: boolean; reason: string };

/**
 * Resolves a destination to the addresses that may be dialled. The caller dials these and resolves
 * no name again, so that a second answer of the name's owner cannot lead elsewhere.
 */
export async function resolveDestination({ host }: Destination, rule: EgressRule, resolve: Resolve = resolveByHost): Promise<Resolution> {
  const found = await resolve(host).catch(() => []);
  if ('refused' in found) return { ok: false, refused: true, reason: found.refused };
  if (found.length === 0) return { ok: false, refused: false, reason: `${host} could not be resolved` };
  const addresses = found.filter((address) => mayBeDialled(address, rule));
  if (addresses.length > 0) return { ok: true, addresses };
  return { ok: false, refused: true, reason: `${host} resolves to the private address ${found.join(', ')}` };
}

/** Where clouds hand out a machine's own credentials outside the link-local ranges. */
const METADATA = ['fd00:ec2::254', '100.100.100.200', '168.63.129.16'].map((address) => ipaddr.parse(address).toString());

/** Whether a rule leads to an address. None does to a machine's metadata service, private or not. */
export function mayBeDialled(address: string, rule: EgressRule): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  if (plain.range() === 'linkLocal' || METADATA.includes(plain.toString())) return false;
  return rule.private === true || isPublicAddress(address);
}

async function resolveByHost(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** All that the public internet has of IPv6 so far: what lies outside it may be an IPv4 address in other clothes. */
const PUBLIC_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address lies in the public internet. NAT64, 6to4 and Teredo, which wrap an IPv4 address, never do. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  return plain.range() === 'unicast' && (plain instanceof ipaddr.IPv4 || plain.match(PUBLIC_V6));
}
