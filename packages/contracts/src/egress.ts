import { z } from 'zod';

/** The preset that stands for the package registries of the runner's machine. */
export const registriesPreset = 'registries';

/** A name of labels, an IPv4 address, or an IPv6 address in brackets; `*.` before a name stands for any name below it. */
const destination = /^(?:(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?$/;

/**
 * A host that a sandbox may reach while the agent works: `example.org`, `*.example.org`,
 * `example.org:8443` (443 when no port is named), or the preset `registries`.
 */
export const EgressEntry = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .refine((entry) => isDestination(entry), 'must be a host such as example.org, *.example.org or example.org:8443, or the preset "registries"')
  .transform((entry) => entry.replace(/:443$/, ''));

function isDestination(entry: string): boolean {
  const match = destination.exec(entry);
  const port = match?.[1];
  return match !== null && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
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
