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
  usage: 'provider add NAME… | list | remove NAME… [--providers DIR]',
  about: `Language models' programs are large, so they come when they are wanted: "add" installs them on this machine,
in the version that this clone was made with. A runner that is at work here notices by itself.
Keys for models are given to the server alone, as ANTHROPIC_API_KEY and OPENAI_API_KEY.`,
  positionals: [{ name: 'action', required: true }, { name: 'name', required: false, multiple: true }],
  options: { providers: { type: 'string', value: 'DIR', help: 'where they are installed (or LIME_RUNNER_PROVIDERS; default: .lime/providers of this clone)' } },
  examples: ['lime provider add claude codex', 'lime provider list', 'lime provider remove codex'],
  run: async (context, { values, positionals: [action, ...names] }) => {
    const folder = values.providers === undefined ? providersFolder(process.env) : resolve(values.providers);
    if (action === 'list') await list(context, folder);
    else if (action === 'add') await add(context, folder, required(names, 'add NAME'));
    else if (action === 'remove') await remove(context, folder, required(names, 'remove NAME'));
    else throw usageError(`unknown action ${action}`, 'It may be: add NAME, list, remove NAME');
    return exitCodes.ok;
  },
});

function required(names: string[], form: string): string[] {
  if (names.length === 0 || names.some((name) => !name.trim())) throw usageError(`write it as: lime provider ${form}`);
  return names;
}

async function add(context: Context, folder: string, names: string[]): Promise<void> {
  for (const name of names) {
    const added = await manageProviders(['add', name, folder], Added);
    if (context.json) writeJson(context, added);
    else context.write(`${name} is ${added.fresh ? 'installed' : 'there already'}: ${added.packages.join(', ')}\n`);
  }
}

async function list(context: Context, folder: string): Promise<void> {
  const providers = await listProviders(folder);
  if (context.json) return writeJson(context, { items: providers });
  context.write(formatTable(providers.map(({ name, installed, packages }) => [name, installed ? 'installed' : 'not installed', packages.join(', ')])));
}

async function remove(context: Context, folder: string, names: string[]): Promise<void> {
  for (const name of names) {
    const { removed } = await manageProviders(['remove', name, folder], Removed);
    if (context.json) writeJson(context, { name, removed });
    else context.write(removed ? `${name} is removed\n` : `${name} was not installed\n`);
  }
}
