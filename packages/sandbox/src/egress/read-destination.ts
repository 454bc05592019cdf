import type { Destination } from './egress-rule.ts';

const HTTP_PORT = 80;

/** Reads the `host:port` of a CONNECT request; undefined when it is none. */
export function readAuthority(authority: string): Destination | undefined {
  const [, host, digits] = /^(\[[0-9a-fA-F:.]+\]|[^[\]:/@\s]+):(\d{1,5})$/.exec(authority) ?? [];
  const port = Number(digits);
  return host && port >= 1 && port <= 65_535 ? { host: withoutBrackets(host), port } : undefined;
}

/** Reads the absolute URL of a plain HTTP request to a proxy; undefined when it is none. */
export function readAbsoluteUrl(text: string): (Destination & { authority: string; path: string }) | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, host, port, pathname, search } = new URL(text);
  if (protocol !== 'http:') return undefined;
  return { host: withoutBrackets(hostname), port: Number(port || HTTP_PORT), authority: host, path: pathname + search };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
