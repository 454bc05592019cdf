/** They speak of one connection alone, or of how its bytes were packed. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'host', 'content-length', 'expect', 'proxy-authorization', 'proxy-connection', 'proxy-authenticate'];

/** What proves who somebody is: in a sandbox nothing does, and nothing is to be kept there. */
const CREDENTIALS = ['authorization', 'x-api-key', 'api-key', 'cookie', 'set-cookie'];

const DROPPED = new Set([...HOP_BY_HOP, ...CREDENTIALS]);

/** The headers that travel on. A request asks for bytes as they are, so that an answer needs no unpacking. */
export function forwardedHeaders(headers: Headers, of: 'request' | 'answer'): Record<string, string> {
  const kept = [...headers].filter(([name]) => !DROPPED.has(name));
  return { ...Object.fromEntries(kept), ...(of === 'request' && { 'accept-encoding': 'identity' }) };
}
