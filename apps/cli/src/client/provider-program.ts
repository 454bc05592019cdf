import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CliError, exitCodes } from '../cli-error.ts';
import { cloneFolder, dataFolder } from './find-connection.ts';

const program = join(cloneFolder, 'apps/runner/src/manage-providers.ts');

const Refused = z.object({ ok: z.literal(false), message: z.string() });
const Listed = z.object({ ok: z.literal(true), providers: z.array(z.object({ name: z.string(), installed: z.boolean(), packages: z.array(z.string()) })) });

/** Where providers are installed on this machine, unless a command says otherwise. */
export function providersFolder(env: Record<string, string | undefined>): string {
  return resolve(env['LIME_RUNNER_PROVIDERS'] || join(dataFolder(env), 'providers'));
}

/** The providers that can be installed, and whether they are. */
export async function listProviders(folder: string) {
  return (await manageProviders(['list', folder], Listed)).providers;
}

/** Has the runner's own program do it: the lockfiles are the runner's. Its progress goes straight to the terminal. */
export async function manageProviders<Answer>(args: string[], answer: z.ZodType<Answer>): Promise<Answer> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((done, reject) => child.on('error', reject).on('close', done));
  const parsed: unknown = JSON.parse(said || 'null');
  const refused = Refused.safeParse(parsed);
  if (refused.success) throw new CliError({ message: refused.data.message, exitCode: exitCodes.failed, code: 'provider_failed' });
  return answer.parse(parsed);
}
