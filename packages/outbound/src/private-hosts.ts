import ipaddr from 'ipaddr.js';

/** Hosts of a private network that the operator lets us reach: names, `*.suffix`, addresses, or `*` for all of them. */
export type PrivateHosts = readonly string[];

/** Where clouds hand out a machine's own credentials outside the link-local ranges. */
const metadata = ['fd00:ec2::254', '100.100.100.200', '168.63.129.16'].map((address) => ipaddr.parse(address).toString());

/** Whether what a host name has led to may be connected to. A machine's metadata service never may. */
export function mayConnect(address: string, host: string, allowed: PrivateHosts): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  if (plain.range() === 'linkLocal' || metadata.includes(plain.toString())) return false;
  // NAT64, 6to4 and Teredo, which wrap an IPv4 address, are ranges of their own and so are refused too.
  return isPublic(address) || isAllowed(host.toLowerCase(), allowed);
}

/** All that the public internet has of IPv6 so far: what lies outside it may be an IPv4 address in other clothes. */
const publicV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address lies in the public internet. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  return plain.range() === 'unicast' && (plain instanceof ipaddr.IPv4 || plain.match(publicV6));
}

function isAllowed(host: string, allowed: PrivateHosts): boolean {
  return allowed.some((entry) => entry === '*' || entry === host || (entry.startsWith('*.') && host.endsWith(entry.slice(1))));
}
