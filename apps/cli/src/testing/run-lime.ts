import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../bin/lime.mjs', import.meta.url));

export type Ended = { exitCode: number | null; stdout: string; stderr: string };

/** Runs `lime` as a user does, through its launcher on Node, and waits for its end. */
export function runLime(args: string[], options: { server?: string; token?: string; cwd?: string; input?: string; env?: Record<string, string>; onOutput?: (stdout: string, kill: () => void) => void } = {}): Promise<Ended> {
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_DATA: '/nonexistent', ...options.env };
  if (options.server !== undefined) Object.assign(env, { LIME_SERVER: options.server, LIME_TOKEN: options.token ?? 'token' });
  const child = spawn('node', [launcher, ...args], { env, cwd: options.cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const ended: Ended = { exitCode: null, stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    ended.stdout += chunk.toString();
    options.onOutput?.(ended.stdout, () => child.kill('SIGINT'));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ...ended, exitCode }));
  });
}
