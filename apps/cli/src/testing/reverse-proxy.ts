import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export type ReverseProxy = {
  url: string;
  /** The certificate that whoever comes here has to trust. */
  certificate: string;
  /** Paths asked for, each once. */
  paths: Set<string>;
  stop(): void;
};

/** A reverse proxy that speaks TLS to the world and HTTP to the server behind it, with a certificate of its own making. */
export function startReverseProxy(folder: string, serverUrl: string): ReverseProxy {
  const [key, certificate] = [join(folder, 'proxy.key'), join(folder, 'proxy.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...subject], { stdio: 'pipe' });
  const paths = new Set<string>();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    tls: { key: Bun.file(key), cert: Bun.file(certificate) },
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      paths.add(pathname);
      const headers = new Headers(request.headers);
      headers.set('x-forwarded-proto', 'https');
      headers.delete('host');
      const answer = await fetch(`${serverUrl}${pathname}${search}`, { method: request.method, headers, body: request.body, redirect: 'manual', signal: request.signal });
      const kept = new Headers(answer.headers);
      for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name);
      return new Response(answer.body, { status: answer.status, headers: kept });
    },
  });
  return { url: `https://localhost:${server.port}`, certificate, paths, stop: () => void server.stop(true) };
}
