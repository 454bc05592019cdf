/** The beginning of what npm says is enough to mend by; its stack traces help nobody. */
const shownLines = 6;

/** Names of npm's own failures to reach the registry. */
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|ENOTCACHED/;

/** Installs exactly what the lockfile in a folder says. Install scripts stay off: none of the programs needs one. */
export async function npmCi(folder: string): Promise<{ ok: true } | { ok: false; message: string }> {
  const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=2000'];
  try {
    const npm = Bun.spawn(command, { cwd: folder, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
    const [out, error, code] = await Promise.all([new Response(npm.stdout).text(), new Response(npm.stderr).text(), npm.exited]);
    if (code === 0) return { ok: true };
    return { ok: false, message: explain(`${out}\n${error}`.trim()) };
  } catch (error) {
    return { ok: false, message: `npm could not be started (${error instanceof Error ? error.message : String(error)}). Install Node.js with npm, then try again.` };
  }
}

function explain(output: string): string {
  const said = output.split('\n').filter((line) => !/^npm error\s+at /.test(line)).slice(0, shownLines).join('\n');
  if (OFFLINE.test(output)) return `The package registry cannot be reached. Look at the network and at "npm config get registry", then try again. npm said:\n${said}`;
  if (/EINTEGRITY/.test(output)) return `What the package registry gave is not what the lockfile says, so nothing was installed. npm said:\n${said}`;
  if (/ENOSPC/.test(output)) return `The disk is full. npm said:\n${said}`;
  return `npm ci failed:\n${said}`;
}
