import { z } from 'zod';

/** The preset that stands for the package registries of the runner's machine. */
export const registriesPreset = 'registries';

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * A host that a sandbox may reach while the agent works: `example.org`, `*.example.org` (any name
 * below it), `example.org:8443`, `203.0.113.7`, `[2001:db8::7]:8443` (443 when no port is named),
 * or the preset `registries`. Where a name leads is judged when it is dialled, not here.
 */
export const EgressEntry = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .superRefine((entry, context) => {
    const message = entry === registriesPreset ? null : whatIsWrong(entry);
    if (message !== null) context.addIssue({ code: 'custom', message });
  })
  .transform((entry) => entry.replace(/:443$/, ''));

function whatIsWrong(entry: string): string | null {
  if (entry.includes('://')) return 'name the host without a scheme';
  if (/[/?#]/.test(entry)) return 'only whole hosts can be allowed, no paths';
  if (entry.includes('@')) return 'name the host without a user';
  const [, address, name = '', port] = /^(?:\[([^\]]*)\]|([^:[\]]+))(?::(\d*))?$/.exec(entry) ?? [];
  if (address === undefined && name === '') return 'must be a host such as example.org, *.example.org or example.org:8443, or the preset "registries"; IPv6 addresses stand in brackets';
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535)) return 'the port must be from 1 to 65535';
  if (address !== undefined) return z.ipv6().safeParse(address).success ? null : 'in the brackets is no IPv6 address';
  return whatIsWrongWithName(name);
}

function whatIsWrongWithName(name: string): string | null {
  if (name === '*') return 'that would be every host: name them, or a domain such as *.example.org';
  const isWildcard = name.startsWith('*.');
  const domain = isWildcard ? name.slice(2) : name;
  if (domain.includes('*')) return 'a star stands only for whole names before a domain, as in *.example.org';
  const labels = domain.split('.');
  if (domain.length > 253 || !labels.every((part) => label.test(part))) return 'is no host name; international names are written as xn--…';
  // 2130706433, 127.1 and 0x7f000001 are addresses to the resolver, though they look like names.
  const isNumeric = /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '');
  return isNumeric && (isWildcard || !z.ipv4().safeParse(name).success) ? 'an IPv4 address is written as four plain numbers' : null;
}

/** Whether all that `asked` names may be reached where `allowed` may. Both as {@link EgressEntry} gives them. */
export function egressAllows(allowed: readonly string[], asked: string): boolean {
  if (allowed.includes(asked)) return true;
  if (asked === registriesPreset) return false;
  const wanted = split(asked);
  return allowed.some((entry) => {
    const { host, port } = split(entry);
    return port === wanted.port && host.startsWith('*.') && wanted.host.length > host.length - 1 && wanted.host.endsWith(host.slice(1));
  });
}

function split(entry: string): { host: string; port: string } {
  const port = /:([0-9]+)$/.exec(entry)?.[1];
  return { host: entry.replace(/:[0-9]+$/, ''), port: port ?? '443' };
}
