import type { EnvVarSet } from '@lime/contracts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { readValue } from '../terminal/read-value.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'env list|set|change|unset PROJECT|agent:PROJECT|pipeline:ID|target:ID|hook:ID [NAME [VALUE]] [--in SET] [--plain]',
  about: `Environment variables that a project's checks get, before and after the work. The agent does not
get them, and set-up does not: what agents are to find is set for agent:PROJECT. A hook finds its own in context.env, a
deployment target's are there when it is deployed to, a pipeline's where its inputs name them. A value is asked for, or piped in: it never
stands in the command line. It is a secret, which nobody reads back and which is masked in all output, unless --plain
says that everybody may see it. "change" gives another value to a variable that there is, and leaves it as secret as it is.`,
  positionals: [{ name: 'action', required: true }, { name: 'project', required: true }, { name: 'variable', required: false }, { name: 'value', required: false }],
  options: { in: { type: 'string', value: 'SET', help: 'the set that it stands in (default: "default"); of two sets, the one made later wins' }, plain: { type: 'boolean', help: 'no secret: shown to everybody; its VALUE may be written here' } },
  examples: ['lime env list SHOP', 'lime env set SHOP API_KEY < key.txt', 'lime env set SHOP NODE_ENV test --plain', 'lime env change SHOP API_KEY < key.txt', 'lime env unset SHOP API_KEY', 'lime env set hook:7 SLACK_TOKEN', 'lime env set target:2 SSH_PRIVATE_KEY < id_ed25519'],
  run: async (context, { positionals: [action, key = '', name, value], values }) => {
    if (action === 'list') await list(context, key);
    else if (action === 'set') await setVariable(context, key, required(name), { value, set: values.in ?? 'default', plain: values.plain });
    else if (action === 'change') await change(context, key, required(name), { value, set: values.in ?? 'default', plain: values.plain });
    else if (action === 'unset') await unset(context, key, required(name), values.in ?? 'default');
    else throw usageError(`unknown action ${action}`, 'It may be: list, set, change, unset');
    return exitCodes.ok;
  },
});

function required(name: string | undefined): string {
  if (!name?.trim()) throw usageError('the variable is missing', 'Write it as: lime env set PROJECT NAME');
  return name;
}

async function list(context: Context, key: string): Promise<void> {
  const client = context.client();
  const sets = (await client.listEnvVarSets({ query: { ...(await findScope(client, key)), limit: 200 } })).items;
  if (context.json) return writeJson(context, { items: sets });
  const rows = sets.flatMap((set) => set.vars.map((one) => [context.paint.bold(one.key), one.isSecret ? `secret, set ${formatAge(one.updatedAt)}` : printableLine(one.value ?? '(cannot be opened)'), set.name === 'default' ? '' : `in ${printableLine(set.name)}`]));
  context.write(rows.length > 0 ? formatTable(rows) : `No variables. Set one with: npx lime env set ${key} NAME\n`);
}

type Wanted = { value: string | undefined; set: string; plain: boolean };

function refuseShown({ value, plain }: Wanted): void {
  if (value !== undefined && !plain) throw usageError('a secret does not belong in the command line, which others can see and the shell remembers', 'Leave it out: then it is asked for, or read from what is piped in.');
}

async function setVariable(context: Context, key: string, name: string, wanted: Wanted): Promise<void> {
  refuseShown(wanted);
  const client = context.client();
  const scope = await findScope(client, key);
  const value = wanted.value ?? (await readValue(`Value of ${name}`));
  const found = await findSet(client, scope, wanted.set);
  const target = found ?? (await client.createEnvVarSet({ body: { ...scope, name: wanted.set } }));
  const kept = await client.setEnvVar({ id: target.id, body: { key: name, value, isSecret: !wanted.plain } });
  if (context.json) writeJson(context, kept);
  else context.write(`${kept.key} is set; whatever starts from now on gets it\n`);
}

async function change(context: Context, key: string, name: string, wanted: Wanted): Promise<void> {
  refuseShown(wanted);
  const client = context.client();
  const set = await setOf(client, key, name, wanted.set);
  const kept = await client.changeEnvVar({ id: set.id, key: name, body: { value: wanted.value ?? (await readValue(`Value of ${name}`)), ...(wanted.plain && { isSecret: false }) } });
  if (context.json) writeJson(context, kept);
  else context.write(`${kept.key} is changed; whatever starts from now on gets it\n`);
}

/** The set in which the variable stands. */
async function setOf(client: Client, key: string, name: string, setName: string): Promise<EnvVarSet> {
  const found = await findSet(client, await findScope(client, key), setName);
  if (found?.vars.some((one) => one.key === name)) return found;
  throw new CliError({ message: `there is no variable ${name} in the set "${setName}" of ${key}`, hint: `See: lime env list ${key}`, code: 'not_found' });
}

async function unset(context: Context, key: string, name: string, setName: string): Promise<void> {
  const client = context.client();
  const found = await setOf(client, key, name, setName);
  await client.deleteEnvVar({ id: found.id, key: name });
  if (context.json) writeJson(context, { key: name, unset: true });
  else context.write(`${name} is gone\n`);
}

type Scope = Pick<EnvVarSet, 'scopeType' | 'scopeId'>;

const kinds = { hook: 'hook', pipeline: 'pipeline', target: 'deployment_target' } as const;

/** `SHOP` is a project, `agent:SHOP` what its agents find; `hook:7`, `pipeline:3` and `target:2` go by their ids. */
async function findScope(client: Client, key: string): Promise<Scope> {
  const [, kind, id] = /^(hook|pipeline|target):(\d+)$/.exec(key) ?? [];
  if (kind === 'hook' || kind === 'pipeline' || kind === 'target') return { scopeType: kinds[kind], scopeId: id ?? '' };
  const project = await findProject(client, key.replace(/^agent:/, ''));
  return { scopeType: key.startsWith('agent:') ? 'agent' : 'project', scopeId: project.id };
}

async function findSet(client: Client, scope: Scope, name: string): Promise<EnvVarSet | undefined> {
  return (await client.listEnvVarSets({ query: { ...scope, limit: 200 } })).items.find((set) => set.name === name);
}
