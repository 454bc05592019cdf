import type { Destination } from './egress-rule.ts';

const HTTP_PORT = 80;
/**
 * What a resolver takes for a name or an address and nothing else: a NUL in it would end the name
 * for the resolver, but not for the rules.
 */
const HOST = /^[a-zA-Z0-9_.:-]{1,253}$/;

/** Reads the `host:port` of a CONNECT request; undefined when it is none. */
export function readAuthority(authority: string): Destination | undefined {
  const [, host, digits] = /^(\[[0-9a-fA-F:.]+\]|[^[\]:/@\s]+):(\d{1,5})$/.exec(authority) ?? [];
  const port = Number(digits);
  return host && port >= 1 && port <= 65_535 ? destination(host, port) : undefined;
}

/** Reads the absolute URL of a plain HTTP request to a proxy; undefined when it is none. */
export function readAbsoluteUrl(text: string): (Destination & { authority: string; path: string }) | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, host, port, pathname, search } = new URL(text);
  const wanted = protocol === 'http:' ? destination(hostname, Number(port || HTTP_PORT)) : undefined;
  return wanted && { ...wanted, authority: host, path: pathname + search };
}

function destination(bracketed: string, port: number): Destination | undefined {
  const host = bracketed.replace(/^\[(.*)\]$/, '$1');
  return HOST.test(host) ? { host, port } : undefined;
}
