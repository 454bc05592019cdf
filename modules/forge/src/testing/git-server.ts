import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const execPath = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();

/** Plain git, with nothing of this machine's configuration. */
export function git(gitDir: string, ...args: string[]): string {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'Forge', GIT_AUTHOR_EMAIL: 'forge@localhost', GIT_COMMITTER_NAME: 'Forge', GIT_COMMITTER_EMAIL: 'forge@localhost' };
  return execFileSync('git', ['--git-dir', gitDir, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Answers a request of git's HTTP protocol for the repositories below a folder, by git's own CGI. */
export async function answerGit(root: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const header = (name: string) => request.headers.get(name) ?? '';
  const child = spawn(join(execPath, 'git-http-backend'), {
    env: {
      PATH: process.env['PATH'] ?? '', GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: pathname, QUERY_STRING: search.slice(1), REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'), CONTENT_LENGTH: String(body.length), HTTP_CONTENT_ENCODING: header('content-encoding'), GIT_PROTOCOL: header('git-protocol'), REMOTE_USER: 'test',
      GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent', GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*', GIT_CONFIG_KEY_1: 'http.receivepack', GIT_CONFIG_VALUE_1: 'true',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk));
  return fromCgi(Buffer.concat(chunks));
}

function fromCgi(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n');
  const fields = output.subarray(0, end).toString().split('\r\n').map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]);
  const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200';
  return new Response(Uint8Array.from(output.subarray(end + 4)), { status: Number.parseInt(status, 10), headers: fields.filter(([name]) => name !== 'Status') });
}
