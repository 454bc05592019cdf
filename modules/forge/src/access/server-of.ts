import { parseRepositoryUrl, sshHost } from '@lime/git';

/** The server of an address, in one spelling: scheme, host and port. Null for what is no server's. */
export function serverOf(address: string): string | null {
  const parsed = parseRepositoryUrl(address);
  if (!parsed.ok || parsed.url.kind === 'local') return null;
  if (parsed.url.kind === 'http') return new URL(parsed.url.location).origin;
  const { host, port } = sshHost(parsed.url);
  return `ssh://${host.toLowerCase()}:${port}`;
}
