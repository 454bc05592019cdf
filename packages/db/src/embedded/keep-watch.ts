/**
 * Blocks on a pipe that only this process holds. When the pipe closes, however this process ended
 * (SIGKILL too), it shuts Postgres down: fast, and immediately after ten seconds.
 */
const SCRIPT = `
read -r _
kill -INT "$1" || exit 0
left=100
while kill -0 "$1" && [ $left -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
[ $left -gt 0 ] || kill -QUIT "$1"
`;

/** Ends the postmaster `pid` when this process dies. `end` calls the watch off, once the postmaster is gone. */
export function keepWatch(pid: number): { end(): void } {
  const watch = Bun.spawn(['sh', '-c', SCRIPT, 'lime-postgres-watch', String(pid)], {
    cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'],
  });
  return { end: () => watch.kill('SIGKILL') };
}
