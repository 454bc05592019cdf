import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { bun } from './setup/prepare.mjs';
import { inProject, projectRoot } from './setup/project-root.mjs';

/** One Ctrl-C arrives twice, from the terminal and from npm; a person's second one comes later than this. */
const SAME_KEYPRESS_MS = 300;

/** How often to look whether npm, our parent, is still there: nothing tells us when it was killed. */
const PARENT_POLL_MS = 1_000;

/** Ends the server when this process is killed in a way that it cannot answer: see keep-watch.ts of the database. */
const WATCH = 'read -r _; kill -TERM "$1"';

/**
 * Runs the server with our terminal and exits with its code. Ctrl-C, SIGTERM and a closed terminal ask it
 * to stop, the second time it is killed with all that it started.
 * @param {string[]} args
 */
export function runServer(args) {
  let askedAt;
  // Before the server starts: a signal that comes at once must not end this process alone.
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGHUP', () => stop('SIGTERM'));

  // In a process group of its own, so that a Ctrl-C reaches it once, through us.
  const server = spawn(bun, [inProject('apps', 'server', 'src', 'main.ts'), ...args], { cwd: projectRoot, stdio: 'inherit', detached: true });
  const watch = spawn('sh', ['-c', WATCH, 'lime-server-watch', String(server.pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });

  function stop(signal) {
    if (askedAt !== undefined && performance.now() - askedAt < SAME_KEYPRESS_MS) return;
    if (askedAt === undefined) server.kill(signal);
    else process.kill(-server.pid, 'SIGKILL');
    askedAt ??= performance.now();
  }
  stopWhenNpmDies(() => askedAt ?? stop('SIGTERM'));

  server.on('exit', (code, signal) => {
    watch.kill('SIGKILL');
    if (askedAt === undefined && signal !== null) process.stderr.write(`\nThe server was ended by ${signal}. The next start goes on where things were.\n`);
    process.exit(exitCode(code, signal, askedAt !== undefined));
  });
}

/** A server that ended by the very signal that asked it to was still starting: that is a clean stop too. */
function exitCode(code, signal, wasAsked) {
  if (code !== null) return code;
  return wasAsked && (signal === 'SIGINT' || signal === 'SIGTERM') ? 0 : 128 + constants.signals[signal];
}

function stopWhenNpmDies(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || stop(), PARENT_POLL_MS).unref();
}
