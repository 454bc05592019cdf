import { readPages } from '@lime/client';
import type { RoleView } from '@lime/contracts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('roles');

export const command = defineCommand({
  usage: 'roles [list | permissions | create NAME | set NAME | delete NAME] [--about TEXT] [--permission NAME]… [--name NAME]',
  about: `Roles are names for permissions, which members get by "lime members". The permissions that are named replace those that
a role had. Nobody gives what they may not do themselves.`,
  positionals: [{ name: 'action', required: false }, { name: 'role', required: false }],
  options: {
    about: { type: 'string', value: 'TEXT', help: 'a sentence about it' },
    permission: { type: 'string', value: 'NAME', multiple: true, help: 'what it gives; "none" for nothing' },
    name: { type: 'string', value: 'NAME', help: 'set: another name' },
  },
  examples: ['lime roles permissions', 'lime roles create release --permission gate.decide --permission deploy.start', 'lime roles delete release'],
  run: async (context, { positionals: [action = 'list', role], values: { about, permission, name } }) => {
    const client = context.client();
    const given = { ...(about !== undefined && { about }), ...(permission.length > 0 && { permissions: permission.filter((one) => one !== 'none') }) };
    if (action === 'list') await list(context);
    else if (action === 'permissions') await permissions(context);
    else if (action === 'create') tell(context, await client.createRole({ body: { permissions: [], ...given, name: required(role, 'create NAME') } }));
    else if (action === 'set') {
      const { id, version } = await find(client, required(role, 'set NAME'));
      tell(context, await client.updateRole({ id, body: { ...given, ...(name !== undefined && { name }), version } }));
    } else if (action === 'delete') await remove(context, await find(client, required(role, 'delete NAME')));
    else throw usageError(`unknown action ${action}`, 'It may be: list, permissions, create NAME, set NAME, delete NAME');
    return exitCodes.ok;
  },
});

const all = (client: Client): Promise<RoleView[]> => readPages((cursor) => client.listRoles({ query: { cursor, limit: 200 } }));

async function find(client: Client, wanted: string): Promise<RoleView> {
  const roles = await all(client);
  const found = roles.find(({ id, name }) => id === wanted || name === wanted);
  if (!found) throw new CliError({ message: `there is no role ${wanted}`, hint: `There are: ${roles.map(({ name }) => name).join(', ')}`, code: 'not_found' });
  return found;
}

async function list(context: Context): Promise<void> {
  const items = await all(context.client());
  if (context.json) writeJson(context, { items });
  else context.write(formatTable(items.map((role) => rowOf(context, role))));
}

async function permissions(context: Context): Promise<void> {
  const page = await context.client().listPermissions();
  if (context.json) writeJson(context, page);
  else context.write(formatTable(page.items.map(({ name, about }) => [context.paint.bold(name), about])));
}

async function remove(context: Context, { id, name }: RoleView): Promise<void> {
  await context.client().deleteRole({ id });
  if (context.json) writeJson(context, { deleted: id });
  else context.write(`the role ${name} is gone\n`);
}

function rowOf({ paint }: Context, { name, permissions: gives, members, about }: RoleView): string[] {
  return [paint.bold(name), plural(members, 'member'), gives.join(' ') || 'nothing', printableLine(about)];
}

function tell(context: Context, role: RoleView): void {
  if (context.json) writeJson(context, role);
  else context.write(formatTable([rowOf(context, role)]));
}
