import type { SandboxCommand } from '../sandbox-command.ts';
import { LOOPBACK } from '../loopback.ts';
import { hostCertificates } from './host-certificates.ts';

/** Any port will do: the sandbox's network namespace has no other listener. */
const PORT = 18_080;
const PROXY_URL = `http://127.0.0.1:${PORT}`;

/** Every spelling that package managers look for; none of them agrees with all the others. */
const PROXY_ENVIRONMENT: Record<string, string> = {
  HTTP_PROXY: PROXY_URL,
  HTTPS_PROXY: PROXY_URL,
  http_proxy: PROXY_URL,
  https_proxy: PROXY_URL,
  NO_PROXY: 'localhost,127.0.0.1',
  no_proxy: 'localhost,127.0.0.1',
  npm_config_proxy: PROXY_URL,
  npm_config_https_proxy: PROXY_URL,
  YARN_HTTP_PROXY: PROXY_URL,
  YARN_HTTPS_PROXY: PROXY_URL,
  NODE_USE_ENV_PROXY: '1',
};

/**
 * The same command with the egress proxy within reach: its socket on a port of the loopback
 * inside, and the environment that makes package managers use it. The command's own `env` wins;
 * only `LOOPBACK` is always reached directly.
 */
export function withEgress(command: SandboxCommand, { socketPath }: { socketPath: string }): SandboxCommand {
  const certificates = hostCertificates();
  const env = { ...certificates.env, ...PROXY_ENVIRONMENT, ...command.env };
  return {
    ...command,
    env: { ...env, NO_PROXY: andLoopback(env['NO_PROXY']), no_proxy: andLoopback(env['no_proxy']) },
    readOnly: [...(command.readOnly ?? []), ...certificates.mounts],
    ports: [...(command.ports ?? []), { port: PORT, socket: socketPath }],
  };
}

function andLoopback(direct: string | undefined): string {
  return [direct, LOOPBACK].filter(Boolean).join(',');
}
