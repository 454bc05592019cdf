import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { cloneFolder, dataFolder } from '../client/find-connection.ts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatTable } from '../terminal/table.ts';

const program = join(cloneFolder, 'apps/runner/src/manage-providers.ts');

const Refused = z.object({ ok: z.literal(false), message: z.string() });
const Added = z.object({ ok: z.literal(true), folder: z.string(), fresh: z.boolean(), packages: z.array(z.string()) });
const Removed = z.object({ ok: z.literal(true), removed: z.boolean() });
const Listed = z.object({ ok: z.literal(true), providers: z.array(z.object({ name: z.string(), installed: z.boolean(), packages: z.array(z.string()) })) });

export const command = defineCommand({
  usage: 'provider add NAME | list | remove NAME [--providers DIR]',
  about: `Language models' programs are large, so they come when they are wanted: "add" installs one on this machine,
in the version that this clone was made with. A runner that is at work here notices by itself.
Keys for models are given to the server alone, as ANTHROPIC_API_KEY and OPENAI_API_KEY.`,
  positionals: [{ name: 'action', required: true }, { name: 'name', required: false }],
  options: { providers: { type: 'string', value: 'DIR', help: 'where they are installed (or LIME_RUNNER_PROVIDERS; default: .lime/providers of this clone)' } },
  examples: ['lime provider add claude', 'lime provider list', 'lime provider remove codex'],
  run: async (context, { values, positionals: [action, name] }) => {
    const folder = resolve(values.providers ?? (process.env['LIME_RUNNER_PROVIDERS'] || join(dataFolder(process.env), 'providers')));
    if (action === 'list') await list(context, folder);
    else if (action === 'add') await add(context, folder, required(name, 'add NAME'));
    else if (action === 'remove') await remove(context, folder, required(name, 'remove NAME'));
    else throw usageError(`unknown action ${action}`, 'It may be: add NAME, list, remove NAME');
    return exitCodes.ok;
  },
});

function required(name: string | undefined, form: string): string {
  if (!name?.trim()) throw usageError(`write it as: lime provider ${form}`);
  return name;
}

async function add(context: Context, folder: string, name: string): Promise<void> {
  const added = await manage(['add', name, folder], Added);
  if (context.json) return writeJson(context, added);
  context.write(`${name} is ${added.fresh ? 'installed' : 'there already'}: ${added.packages.join(', ')}\n`);
}

async function list(context: Context, folder: string): Promise<void> {
  const { providers } = await manage(['list', folder], Listed);
  if (context.json) return writeJson(context, { items: providers });
  context.write(formatTable(providers.map(({ name, installed, packages }) => [name, installed ? 'installed' : 'not installed', packages.join(', ')])));
}

async function remove(context: Context, folder: string, name: string): Promise<void> {
  const { removed } = await manage(['remove', name, folder], Removed);
  if (context.json) return writeJson(context, { name, removed });
  context.write(removed ? `${name} is removed\n` : `${name} was not installed\n`);
}

/** Has the runner's own program do it: the lockfiles are the runner's. Its progress goes straight to the terminal. */
async function manage<Answer>(args: string[], answer: z.ZodType<Answer>): Promise<Answer> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((done, reject) => child.on('error', reject).on('close', done));
  const parsed: unknown = JSON.parse(said || 'null');
  const refused = Refused.safeParse(parsed);
  if (refused.success) throw new CliError({ message: refused.data.message, exitCode: exitCodes.failed, code: 'provider_failed' });
  return answer.parse(parsed);
}
