import { CreatedRunnerToken, RunnerView } from '@lime/contracts';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Server } from '../server/start-server.ts';

export type Runner = { pid: number; /** Steps that it has in hand, as the server knows. */ busy(): Promise<number>; stop(): Promise<void> };

const MAIN = join(import.meta.dirname, '../../../apps/runner/src/main.ts');
const Runners = z.object({ items: z.array(RunnerView) });

/** The product's runner, in a process of its own, once the server knows it. */
export async function startRunner(server: Server, options: { tempDir: string; providers: string; capacity: number }): Promise<Runner> {
  const { token } = await server.api(CreatedRunnerToken, 'POST', '/runner-tokens', { name: 'sessions' });
  const data = await mkdtemp(join(options.tempDir, 'runner-'));
  const child = Bun.spawn([process.execPath, MAIN, '--server', server.origin, '--name', 'sessions', '--capacity', String(options.capacity), '--data', data, '--providers', options.providers], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', LIME_RUNNER_TOKEN: token, LIME_LOG_LEVEL: 'warn' }, stdio: ['ignore', 'ignore', 'inherit'],
  });
  const find = async () => (await server.api(Runners, 'GET', '/runners')).items.find((runner) => runner.name === 'sessions');
  while (!(await find())) {
    if (child.exitCode !== null) throw new Error(`the runner ended with ${child.exitCode}`);
    await Bun.sleep(100);
  }
  return {
    pid: child.pid,
    busy: async () => (await find())?.busy ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await child.exited;
    },
  };
}
