import { spawn } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export type HttpBackend = Disposable & { readonly origin: string; readonly authorizations: readonly (string | null)[] };

/** Serves the repositories below a folder over HTTP by git's own CGI, optionally behind a password. */
export function serveRepositories(root: string, password?: { username: string; password: string }): HttpBackend {
  const authorizations: (string | null)[] = [];
  const expected = password === undefined ? null : `Basic ${btoa(`${password.username}:${password.password}`)}`;
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      authorizations.push(request.headers.get('authorization'));
      if (expected !== null && request.headers.get('authorization') !== expected) {
        return new Response('no', { status: 401, headers: { 'www-authenticate': 'Basic realm="git"' } });
      }
      return runBackend(root, request);
    },
  });
  return { origin: `http://127.0.0.1:${server.port}`, authorizations, [Symbol.dispose]: () => void server.stop(true) };
}

async function runBackend(root: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const execPath = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  const child = spawn(join(execPath, 'git-http-backend'), {
    env: {
      PATH: process.env['PATH'] ?? '', GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1), REQUEST_METHOD: request.method, CONTENT_TYPE: request.headers.get('content-type') ?? '',
      CONTENT_LENGTH: String(body.length), HTTP_CONTENT_ENCODING: request.headers.get('content-encoding') ?? '',
      GIT_PROTOCOL: request.headers.get('git-protocol') ?? '', REMOTE_USER: 'test', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent',
      GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*', GIT_CONFIG_KEY_1: 'http.receivepack', GIT_CONFIG_VALUE_1: 'true',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  return parseCgi(Buffer.concat(chunks));
}

function parseCgi(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n');
  const fields = output.subarray(0, end).toString().split('\r\n').map((line) => line.split(': ') as [string, string]);
  const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200';
  return new Response(output.subarray(end + 4), { status: Number.parseInt(status, 10), headers: fields.filter(([name]) => name !== 'Status') });
}
