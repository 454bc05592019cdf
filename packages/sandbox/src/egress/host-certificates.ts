import { existsSync, realpathSync } from 'node:fs';
import type { SandboxMount } from '../sandbox-command.ts';

export type HostCertificates = { mounts: SandboxMount[]; env: Record<string, string> };

const SYSTEM_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
/** Node adds these to its own list; the others take theirs from one complete file. */
const ADDING = ['NODE_EXTRA_CA_CERTS'];
const REPLACING = ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'];

/**
 * The certificates that the host trusts, for tools that would otherwise bring their own list (node,
 * bun, pip): an organisation's own authority must hold inside the sandbox too.
 */
export function hostCertificates(env: NodeJS.ProcessEnv = process.env): HostCertificates {
  const extra = mounted(ADDING, env['NODE_EXTRA_CA_CERTS'], '/opt/lime/extra-certificates.pem');
  const complete = mounted(REPLACING, env['SSL_CERT_FILE'], '/opt/lime/certificates.pem');
  return { mounts: [...extra.mounts, ...complete.mounts], env: { ...extra.env, ...complete.env } };
}

function mounted(variables: string[], configured: string | undefined, inside: string): HostCertificates {
  const file = [configured, ...SYSTEM_BUNDLES].find((path): path is string => path !== undefined && existsSync(path));
  if (!file) return { mounts: [], env: {} };
  return { mounts: [{ host: realpathSync(file), inside }], env: Object.fromEntries(variables.map((name) => [name, inside])) };
}
