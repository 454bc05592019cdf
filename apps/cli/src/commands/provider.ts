import { resolve } from 'node:path';
import { z } from 'zod';
import { listProviders, manageProviders, providersFolder } from '../client/provider-program.ts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatTable } from '../terminal/table.ts';

const Added = z.object({ ok: z.literal(true), folder: z.string(), fresh: z.boolean(), packages: z.array(z.string()) });
const Removed = z.object({ ok: z.literal(true), removed: z.boolean() });

export const command = defineCommand({
  usage: 'provider add NAME | list | remove NAME [--providers DIR]',
  about: `Language models' programs are large, so they come when they are wanted: "add" installs one on this machine,
in the version that this clone was made with. A runner that is at work here notices by itself.
Keys for models are given to the server alone, as ANTHROPIC_API_KEY and OPENAI_API_KEY.`,
  positionals: [{ name: 'action', required: true }, { name: 'name', required: false }],
  options: { providers: { type: 'string', value: 'DIR', help: 'where they are installed (or LIME_RUNNER_PROVIDERS; default: .lime/providers of this clone)' } },
  examples: ['lime provider add claude', 'lime provider list', 'lime provider remove codex'],
  run: async (context, { values, positionals: [action, name] }) => {
    const folder = values.providers === undefined ? providersFolder(process.env) : resolve(values.providers);
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
  const added = await manageProviders(['add', name, folder], Added);
  if (context.json) return writeJson(context, added);
  context.write(`${name} is ${added.fresh ? 'installed' : 'there already'}: ${added.packages.join(', ')}\n`);
}

async function list(context: Context, folder: string): Promise<void> {
  const providers = await listProviders(folder);
  if (context.json) return writeJson(context, { items: providers });
  context.write(formatTable(providers.map(({ name, installed, packages }) => [name, installed ? 'installed' : 'not installed', packages.join(', ')])));
}

async function remove(context: Context, folder: string, name: string): Promise<void> {
  const { removed } = await manageProviders(['remove', name, folder], Removed);
  if (context.json) return writeJson(context, { name, removed });
  context.write(removed ? `${name} is removed\n` : `${name} was not installed\n`);
}
